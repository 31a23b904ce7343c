import { stripVTControlCharacters } from 'node:util';
import { createLog, type Log, type LogOptions } from '../../src/log.ts';

/** A log and what a reader of the step sees of it. */
export function writtenLog(
  options: Partial<LogOptions> = {},
): Log & { lines: () => string[]; raw: () => string } {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  const usual = {
    write,
    drained: async () => {},
    redact: (text: string) => text,
    color: false,
    debug: false,
  };
  const log = createLog({ ...usual, ...options });
  return {
    ...log,
    raw: () => written,
    lines: () => stripVTControlCharacters(written).split('\n').slice(0, -1),
  };
}
