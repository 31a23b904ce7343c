import { cut, plainText } from '../text/plain-text.ts';
import { type LogSection, sectionsOf } from './channels/log-steps.ts';

/** Characters of a log that are kept. A build may write hundreds of megabytes. */
const room = 128 * 1024;
/** Lines at the end of a step, of which no report shows more. */
const linesOfEnd = 100;
/** Characters of a line. */
const longestLine = 4096;

/** A log with this added to it, without what no report would show of it where it has become long. */
export function addToLog(log: string, text: string, redact: (text: string) => string): string {
  const longer = log + text;
  return longer.length > room ? shortened(longer, redact) : longer;
}

/** The end of each step of a log, and the first error in it, as text: at most half of the room. */
function shortened(log: string, redact: (text: string) => string): string {
  // The last line goes on.
  const whole = log.lastIndexOf('\n') + 1;
  const ends = sectionsOf(plainText(redact(log.slice(0, whole)))).flatMap(endOf);
  const text = ends.map((line) => cut(line, longestLine)).join('\n') + log.slice(whole);
  const end = text.slice(-room / 2);
  return end.length < text.length ? end.slice(end.indexOf('\n') + 1) : text;
}

function endOf({ lines }: LogSection): string[] {
  const [heading = '', ...others] = lines;
  const error = others.slice(0, -linesOfEnd).find((line) => /^\s*E: /.test(line));
  return [heading, ...(error === undefined ? [] : [error]), ...others.slice(-linesOfEnd)];
}
