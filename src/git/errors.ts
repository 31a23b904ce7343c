import { PipeError } from '../errors.ts';
import { withoutCredentials } from '../http/redact.ts';
import type { Origin } from './clone.ts';

export function missingClone(directory: string): PipeError {
  return new PipeError('configuration', `There is no git clone in ${directory}.`, {
    remedy: 'Leave `clone: enabled` on for this step, or set SOURCE_DIR to the directory of the clone.',
  });
}

export function missingOrigin(directory: string): PipeError {
  return new PipeError('configuration', `The clone in ${directory} has no remote named origin.`, {
    remedy: 'Let Pipelines make the clone, or add the Bitbucket repository to it as origin.',
  });
}

export function stillShallow(directory: string, problem: string): PipeError {
  return new PipeError(
    'configuration',
    `The clone in ${directory} is shallow and could not be completed: ${problem}`,
    {
      remedy: 'Let Pipelines clone the whole history: set `clone: {depth: full}` for this step.',
    },
  );
}

export function unreadable(origin: Origin, stderr: string): PipeError {
  return new PipeError(
    'failure',
    `The branches of ${withoutCredentials(origin.url)} could not be read: ${lastLines(stderr)}`,
    {
      remedy:
        'Run the step again. In a pipe, check BITBUCKET_PROXY_URL; elsewhere pass credentials for Bitbucket.',
    },
  );
}

export function unknownCommit(
  commit: string,
  branch: string,
  where: string,
  problem: string | undefined,
): PipeError {
  const detail = problem
    ? `, and fetching ${branch} failed: ${problem}`
    : ` or in branch ${branch} of its origin`;
  return new PipeError('configuration', `Commit ${commit} is not in ${where}${detail}.`, {
    remedy:
      'It may have been replaced by a forced push: run the pipeline of the newest commit. If COMMIT is set, check it.',
  });
}

/** The end of what git said, without the advice it gives to people at a terminal. */
export function lastLines(stderr: string): string {
  const advice = /^(hint:|Please make sure you have the correct access|and the repository exists)/;
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !advice.test(line));
  return withoutCredentials(lines.slice(-3).join(' ')) || 'git said nothing';
}
