import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Bitbucket, BuildStatus } from '../../bitbucket/bitbucket.ts';
import { messageOf } from '../../errors.ts';
import { patience } from './attempt.ts';
import type { Log } from '../../log.ts';

/** The build status of one commit and environment, through its life. */
export interface StatusReport {
  inProgress: (description: string, url: string) => void;
  /** Says how it ended, after what was still being said. With `hurry` both together take less than two seconds. */
  end: (state: EndState, description: string, url: string, hurry?: boolean) => Promise<void>;
}

export type EndState = Exclude<BuildStatus['state'], 'INPROGRESS'>;

export interface StatusSubject {
  commit: string;
  /** The source branch; a fork's is unknown to this repository. */
  branch: string | undefined;
  project: string;
  environment: string;
}

/** Bitbucket refuses longer keys, and a plain cut would let two environments overwrite each other. */
const longestKey = 40;
const longestText = 255;

/** Reports are never worth failing a deployment for: what goes wrong is said as a warning. */
export function openStatus(
  bitbucket: Bitbucket,
  subject: StatusSubject,
  { log, clock }: { log: Log; clock: Clock },
): StatusReport {
  const key = statusKey(subject.project, subject.environment);
  const begun = new AbortController();
  let saying: Promise<void> = Promise.resolve();

  async function say(
    state: BuildStatus['state'],
    description: string,
    url: string,
    signal: AbortSignal,
  ): Promise<void> {
    const status = {
      key,
      state,
      name: `Upsun ${subject.environment}`.slice(0, longestText),
      description: log.redact(description).slice(0, longestText),
      url,
      refname: subject.branch,
    };
    try {
      await bitbucket.setBuildStatus(subject.commit, status, signal);
    } catch (error) {
      if (state !== 'INPROGRESS' || !begun.signal.aborted)
        log.warning(`The build status ${state} could not be reported: ${messageOf(error)}`);
    }
  }

  return {
    inProgress(description, url) {
      const signal = AbortSignal.any([begun.signal, AbortSignal.timeout(patience)]);
      saying = saying.then(() => say('INPROGRESS', description, url, signal));
    },
    async end(state, description, url, hurry = false) {
      // Said out of order, the earlier status would be the one that stays.
      await Promise.race(hurry ? [saying, clock.sleep(500, AbortSignal.timeout(1000))] : [saying]);
      begun.abort();
      await say(state, description, url, AbortSignal.timeout(hurry ? 1200 : patience));
    },
  };
}

/** Stable per project and environment, and never longer than Bitbucket takes. */
export function statusKey(project: string, environment: string): string {
  const key = `upsun/${project}/${environment}`;
  if (key.length <= longestKey) return key;
  const hash = createHash('sha256').update(key).digest('hex');
  return `upsun/${hash}`.slice(0, longestKey);
}
