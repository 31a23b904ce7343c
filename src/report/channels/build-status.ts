import type { Bitbucket, BuildStatus } from '../../bitbucket/bitbucket.ts';
import type { Clock } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import type { CommitHash } from '../../plan/commit.ts';
import { oneLine } from '../../text/plain-text.ts';
import { consoleLinks } from '../links.ts';
import { reportName } from '../name.ts';
import type { Place } from '../place.ts';
import type { Channel, ReportPorts } from './channel.ts';
import { patience, persistently } from './patience.ts';
import { states } from './states.ts';

interface StatusPorts extends Pick<ReportPorts, 'hosts' | 'log' | 'clock'> {
  settings: Pick<ReportPorts['settings'], 'wait' | 'buildStatus'>;
  bitbucket: Pick<Bitbucket, 'setBuildStatus' | 'buildState'> | undefined;
}

interface Said {
  state: BuildStatus['state'];
  description: string;
  url: string;
}

/** Sends a status. What cannot be sent is a warning, unless `unneeded` says that it no longer matters. */
type Say = (said: Said, signal: AbortSignal, unneeded?: AbortSignal) => Promise<void>;

interface StateReaders extends Pick<ReportPorts, 'log'> {
  bitbucket: Pick<Bitbucket, 'buildState'>;
}

interface StatusLife {
  hasBegun: () => boolean;
  begin: (description: string, url: string) => void;
  end: (said: Said, hurry: boolean) => Promise<void>;
}

/** The build status of one commit and environment. */
export function openBuildStatus(
  place: Place,
  { settings, bitbucket, hosts, log, clock }: StatusPorts,
): Channel | undefined {
  const { commit } = place;
  if (!settings.buildStatus || !bitbucket || !commit) return undefined;
  const status = inOrder(sayOn(commit, place, { bitbucket, hosts, log, clock }), clock);
  // Without waiting nobody would learn the result, and a status that stays in progress blocks merging.
  const { wait } = settings;
  return {
    quick: true,
    begin: wait ? status.begin : undefined,
    end: wait
      ? async ({ result, state, description, link, environmentPage }, hurry) => {
          if (result !== 'stored') return status.end({ description, url: link, state: states[state] }, hurry);
          // There is nothing to look at, and nothing to say but that what was begun is over.
          const isUnfinished =
            status.hasBegun() || (await isLeftInProgress(commit, place, { bitbucket, log }));
          const end = { description, url: environmentPage, state: 'STOPPED' } as const;
          if (isUnfinished) await status.end(end, hurry);
        }
      : undefined,
    async retract({ kind, description, page }) {
      // The status of what was deleted stays as a record.
      if (kind === 'deleted') return;
      const didNothing = kind === 'superseded' || kind === 'left-out';
      if (didNothing && (await isDecided(commit, place, { bitbucket, log }))) return;
      await status.end({ state: 'STOPPED', description, url: page }, false);
    },
  };
}

/** The key of the build status of an environment: one in each project, whatever the commit. */
export function statusKeyOf({ project, environment }: Pick<Place, 'project' | 'environment'>): string {
  return `upsun/${project}/${environment}`;
}

/** Whether a commit has an end already, which a run that did nothing must not replace. What is unknown is left alone. */
async function isDecided(commit: CommitHash, place: Place, readers: StateReaders): Promise<boolean> {
  const read = await readState(commit, place, readers);
  return read === undefined || (read.state !== undefined && read.state !== 'INPROGRESS');
}

/** Whether a run that was killed left a commit in progress. */
async function isLeftInProgress(...about: Parameters<typeof isDecided>): Promise<boolean> {
  return (await readState(...about))?.state === 'INPROGRESS';
}

/** The state of a commit's status; `undefined`, with a warning, where it cannot be read. */
async function readState(
  commit: CommitHash,
  place: Place,
  { bitbucket, log }: StateReaders,
): Promise<{ state: BuildStatus['state'] | undefined } | undefined> {
  try {
    return { state: await bitbucket.buildState(commit, statusKeyOf(place)) };
  } catch (error) {
    log.warning(`The build status of commit ${commit} is left as it is: ${messageOf(error)}`);
    return undefined;
  }
}

/** A status through its life: INPROGRESS never follows the end. With `hurry` the end takes less than two seconds. */
function inOrder(say: Say, clock: Clock): StatusLife {
  const ending = new AbortController();
  let begun: Promise<void> = Promise.resolve();
  let hasBegun = false;
  return {
    hasBegun: () => hasBegun,
    begin: (description, url) => {
      hasBegun = true;
      const signal = AbortSignal.any([ending.signal, clock.timeout(patience)]);
      begun = begun.then(() => say({ state: 'INPROGRESS', description, url }, signal, ending.signal));
    },
    end: async (said, hurry) => {
      // If they were sent side by side, INPROGRESS could arrive last, and stay.
      await Promise.race(hurry ? [begun, clock.sleep(500, clock.timeout(1000))] : [begun]);
      ending.abort();
      await say(said, clock.timeout(hurry ? 1200 : patience));
    },
  };
}

function sayOn(
  commit: CommitHash,
  place: Place,
  {
    bitbucket,
    hosts,
    log,
    clock,
  }: Pick<ReportPorts, 'hosts' | 'log' | 'clock'> & { bitbucket: Pick<Bitbucket, 'setBuildStatus'> },
): Say {
  const { project, environment, branch } = place;
  const pages = consoleLinks(hosts.console, project);
  const about = {
    key: statusKeyOf(place),
    name: log.redact(reportName(place)),
    refname: branch,
    otherUrls: [pages.environment(environment), pages.project],
  };
  return async (said, signal, unneeded) => {
    const status = { ...about, ...said, description: log.redact(oneLine(said.description)) };
    const send = (until: AbortSignal) => bitbucket.setBuildStatus(commit, status, until);
    try {
      // INPROGRESS is followed by an end, which nothing follows.
      await (said.state === 'INPROGRESS' ? send(signal) : persistently(send, { clock, signal }));
    } catch (error) {
      if (!unneeded?.aborted)
        log.warning(`The build status ${said.state} could not be reported: ${messageOf(error)}`);
    }
  };
}
