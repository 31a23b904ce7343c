import type { Settings } from '../settings/parse.ts';

export type Command = Settings['command'];

/** What sets the commands apart beside what they do. */
export interface CommandTraits {
  /** It deploys what the step has cloned; the others look at the whole repository, and can do without a clone. */
  needsClone: boolean;
  /** It is for one environment, so that nobody wonders whose the outputs are. */
  writesOutputs: boolean;
  /** Somebody asked for it, so that what was deactivated because nobody used it comes back. */
  wakesIdle: boolean;
  /** It is given what it takes to change something. */
  changesSomething: boolean;
}

export const commandTraits: Readonly<Record<Command, CommandTraits>> = {
  deploy: { needsClone: true, writesOutputs: true, wakesIdle: true, changesSomething: true },
  reconcile: { needsClone: false, writesOutputs: false, wakesIdle: false, changesSomething: true },
  cleanup: { needsClone: false, writesOutputs: false, wakesIdle: true, changesSomething: true },
  validate: { needsClone: false, writesOutputs: false, wakesIdle: true, changesSomething: false },
};

/** Whether a command of this name writes outputs. One that is misspelt might have been the one that does. */
export function writesOutputs(command = 'deploy'): boolean {
  const traits = new Map<string, CommandTraits>(Object.entries(commandTraits)).get(command);
  return traits?.writesOutputs ?? true;
}
