/** Faults of what people are told. */
import type { Mutant } from './list.ts';

export const telling: readonly Mutant[] = [
  {
    does: 'shows secrets in the log',
    file: 'log.ts',
    replace: 'write(`${redact(text)}\\n`)',
    by: 'write(`${text}\\n`)',
  },
  {
    does: 'leaves a build status in progress when an error ends the run',
    file: 'commands/apply-and-report.ts',
    replace: "await end(signal.aborted ? { kind: 'interrupted' } : { kind: 'error', error });",
    by: '',
  },
  {
    does: 'says INPROGRESS after the end',
    file: 'report/channels/build-status.ts',
    replace:
      'await Promise.race(hurry ? [begun, clock.sleep(500, clock.timeout(1000))] : [begun]);\n      ending.abort();',
    by: '',
  },
  {
    does: 'plans as if nothing had been deleted in a dry run',
    file: 'commands/cleanup.ts',
    replace: 'simulate(environments, plan.actions);',
    by: '',
  },
  {
    does: 'ends well although too much would be deleted',
    file: 'commands/cleanup.ts',
    replace: 'return { exitCode: exitCodes.refusal, environments: async () => snapshot.environments };',
    by: 'return { exitCode: exitCodes.done, environments: async () => snapshot.environments };',
  },
  {
    does: 'ends well although a deployment failed',
    file: 'commands/deployment.ts',
    replace: 'const exitCode = failed ? exitCodes.failure : exitCodes.done;',
    by: 'const exitCode = exitCodes.done;',
  },
];
