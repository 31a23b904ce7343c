import { withoutCredentials } from '../text/redact.ts';

/** The end of what git said, without the advice it gives to people at a terminal. */
export function saidByGit(stderr: string): string {
  const advice = /^(hint:|Please make sure you have the correct access|and the repository exists)/;
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !advice.test(line));
  return withoutCredentials(lines.slice(-3).join(' ')) || 'git said nothing';
}

const progress =
  /^(remote: )?((Enumerating|Counting|Compressing|Writing|Receiving|Resolving|Unpacking|Updating|Checking|Finding) .+: +\d+|Delta compression using |Total \d+ \(delta )/;

/** What git said, without how far it was at each moment. */
export function withoutProgress(stderr: string): string {
  return stderr
    .split('\n')
    .map((line) => line.replace(/\s+$/, '').replace(/^.*\r/, ''))
    .filter((line) => !progress.test(line))
    .join('\n');
}
