/** Faults that somebody could put into the pipe, each of which a random history must show. */
import { data } from './data.ts';
import { deletion } from './deletion.ts';
import { deployment } from './deployment.ts';
import { idleness } from './idleness.ts';
import { telling } from './telling.ts';

export interface Mutant {
  /** What the pipe then does wrong. */
  does: string;
  file: string;
  /** Stands in the file once. */
  replace: string;
  by: string;
}

export const mutants: readonly Mutant[] = [...deletion, ...data, ...deployment, ...idleness, ...telling];
