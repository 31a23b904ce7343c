/** The model as the adapters would show it, so that the commands' own code can look at it and change it. */
import type { CleanupPorts } from '../../../src/commands/cleanup.ts';
import { createLog } from '../../../src/log.ts';
import type { Activity, Environment } from '../../../src/plan/world.ts';
import { parseSettings } from '../../../src/settings/parse.ts';
import type { UpsunActivity, UpsunEnvironment, UpsunWriter } from '../../../src/upsun/upsun.ts';
import { complete } from '../../plan/world.ts';
import { type Choices, variablesOf } from './choices.ts';
import { objectionToDeactivation, objectionToDeletion } from './rules.ts';
import * as upsun from './upsun.ts';
import { openPullRequests, recordActivity, type World } from './world.ts';

export interface Circumstances {
  command: 'reconcile' | 'cleanup' | 'deploy';
  /** A page of this list cannot be read. */
  failing: 'branches' | 'pull requests' | undefined;
  /** Happens when the plan of what to clean up was made and is printed. */
  meanwhile: (() => void) | undefined;
}

/** Ports on the model. What must never be done is put down in `problems` when it is done all the same. */
export function portsOn(
  world: World,
  chosen: Choices,
  problems: string[],
  { command, failing, meanwhile }: Circumstances,
) {
  let happened = false;
  const printing = () => {
    if (!happened) meanwhile?.();
    happened = true;
  };
  const connection = { UPSUN_CLI_TOKEN: 'token', PROJECT_ID: 'abc123', BUILD_STATUS: 'false' };
  const bitbucket = bitbucketOf(world, failing);
  const settings = parseSettings({ ...connection, ...variablesOf(chosen), COMMAND: command });
  const clock = {
    now: () => world.now,
    timeout: () => new AbortController().signal,
    async sleep() {
      for (const id of world.environments.keys()) upsun.settle(world, id);
    },
  };
  const log = createLog({
    write: failing ? () => undefined : printing,
    redact: (text) => text,
    color: false,
    debug: false,
  });
  const hosts = { console: 'https://console.example.com' };
  // Nobody is told of anything.
  const reports = {
    settings,
    bitbucket: undefined,
    insights: undefined,
    outputs: undefined,
    hosts,
    log,
    clock,
  };
  return {
    settings,
    upsun: readerOf(world),
    changes: { writer: writerOf(world, chosen, problems), reports },
    reader: bitbucket,
    bitbucket,
    clock,
    log,
    signal: new AbortController().signal,
  } satisfies CleanupPorts;
}

function bitbucketOf(world: World, failing: Circumstances['failing']) {
  return {
    deletesPullRequests: false,
    repository: async () => world.repository,
    async branch(name: string) {
      const commit = world.branches.get(name);
      return commit === undefined ? undefined : { name, commit };
    },
    async branches() {
      if (failing === 'branches') throw new Error('The second page cannot be read.');
      return complete([...world.branches].map(([name, commit]) => ({ name, commit })));
    },
    async pullRequest(id: number) {
      return world.pullRequests.get(id);
    },
    async openPullRequests() {
      if (failing === 'pull requests') throw new Error('The second page cannot be read.');
      return complete(openPullRequests(world));
    },
  };
}

function show(environment: Environment): UpsunEnvironment {
  return { ...environment, links: {}, hasRemote: false, createdAt: undefined };
}

function readerOf(world: World) {
  const all = () => [...world.environments.values()];
  return {
    environments: async () => all().map(show),
    async environment(id: string) {
      return all()
        .filter((one) => one.id === id)
        .map(show)[0];
    },
    activities: async (id: string, types: readonly string[]) =>
      (world.activities.get(id) ?? []).filter(({ type }) => types.includes(type)).map(shown),
    async activity(id: string) {
      const found = [...world.activities.values()].flat().find((one) => one.id === id);
      if (!found) throw new Error(`Upsun: no activity ${id}`);
      return shown(found);
    },
    async *log() {},
  };
}

function shown(activity: Activity): UpsunActivity {
  return { ...activity, logLink: undefined };
}

function writerOf(world: World, chosen: Choices, problems: string[]): UpsunWriter {
  const forbid = (what: string, id: string, objection: string | undefined) => {
    if (objection) problems.push(`${id} was ${what} although ${objection}`);
  };
  return {
    async edit(id, changes) {
      upsun.edit(world, id, changes);
    },
    async operate(id, operation) {
      if (operation !== 'deactivate') throw new Error(`Cleaning up asked to ${operation} ${id}`);
      forbid('deactivated', id, objectionToDeactivation(world, chosen, id));
      upsun.operate(world, id, operation);
      return shown(recordActivity(world, id, `environment.${operation}`));
    },
    async remove({ id }) {
      forbid('deleted', id, objectionToDeletion(world, chosen, id));
      upsun.remove(world, id);
    },
  };
}
