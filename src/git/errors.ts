import { PipeError } from '../errors.ts';
import { withoutCredentials } from '../text/redact.ts';
import type { Failure } from './diagnosis.ts';

/** What to do about a clone, and about the repository that it is of: other CIs and other Bitbuckets have other means. */
export interface CloneAdvice {
  /** Where there is none. */
  noClone: string;
  /** Where its history is cut off. */
  shallow: string;
  /** Where its origin cannot be read for whatever reason. */
  unreadable: string;
}

export function missingClone(directory: string, advice: CloneAdvice): PipeError {
  return new PipeError('configuration', `There is no git clone in ${directory}.`, {
    remedy: advice.noClone,
  });
}

export function missingOrigin(directory: string): PipeError {
  return new PipeError('configuration', `The clone in ${directory} has no remote named origin.`, {
    remedy: 'Pass credentials for Bitbucket, or add the Bitbucket repository to the clone as origin.',
  });
}

export function stillShallow(directory: string, { said, known }: Failure, advice: CloneAdvice): PipeError {
  return new PipeError(
    known?.kind ?? 'configuration',
    `The clone in ${directory} is shallow and could not be completed: ${said}`,
    { remedy: known ? `${known.remedy} ${advice.shallow}` : advice.shallow },
  );
}

export function unreadable(url: string, { said, known }: Failure, advice: CloneAdvice): PipeError {
  return new PipeError(
    known?.kind ?? 'failure',
    `The branches of ${withoutCredentials(url)} could not be read: ${said}`,
    { remedy: known?.remedy ?? advice.unreadable },
  );
}

/** A commit that was not there after fetching `branch`, or could not be fetched. */
export function unknownCommit(
  commit: string,
  branch: string,
  where: string,
  failure: Failure | undefined,
  advice: CloneAdvice,
): PipeError {
  const isGone = !failure || failure.said.includes("couldn't find remote ref");
  const detail = failure
    ? `, and fetching ${branch} failed: ${failure.said}`
    : ` or in branch ${branch} of its origin.`;
  const kind = isGone ? 'configuration' : 'failure';
  const remedy = isGone
    ? 'It may have been replaced by a forced push: run the pipeline of the newest commit. If COMMIT is set, check it.'
    : advice.unreadable;
  return new PipeError(failure?.known?.kind ?? kind, `Commit ${commit} is not in ${where}${detail}`, {
    remedy: failure?.known?.remedy ?? remedy,
  });
}
