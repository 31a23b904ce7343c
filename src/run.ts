import { cleanUpOnly } from './commands/cleanup.ts';
import { deployAndCleanUp } from './commands/deploy.ts';
import { reconcile } from './commands/reconcile.ts';
import type { Command } from './commands/traits.ts';
import { validate } from './commands/validate.ts';
import type { Effects } from './effects.ts';

/** Does what a command is for. Returns the exit code; throws a PipeError for whatever ends the run. */
type Handler = (effects: Effects) => Promise<number>;

const handlers: Readonly<Record<Command, Handler>> = {
  deploy: deployAndCleanUp,
  reconcile,
  cleanup: cleanUpOnly,
  validate,
};

/** One run, from its settings to its exit code. Throws a PipeError for whatever the user must know of. */
export function run(effects: Effects): Promise<number> {
  return handlers[effects.settings.command](effects);
}
