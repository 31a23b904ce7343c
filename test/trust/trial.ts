import type { HostName } from '../scenarios/host.ts';

/** One run of the pipe, or two, in which something goes wrong. */
export interface Trial {
  host: HostName;
  part: 'points' | 'cells' | 'texts';
  /** What is under way: a story, an errand. */
  group: string;
  /** What goes wrong. */
  name: string;
  run: () => Promise<Trying>;
}

/** What came of a trial. */
export interface Trying {
  /** In a word, where there are several. */
  result?: string;
  /** What should not be. */
  wrongs: string[];
  /** Of the pipe. */
  output: string;
}

/** What should not be, with what the pipe wrote; empty where all is as expected. */
export function complaint({ wrongs, output }: Trying): string {
  return wrongs.length > 0 ? [...wrongs, output].join('\n') : '';
}
