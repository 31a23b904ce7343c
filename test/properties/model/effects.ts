/** The model as the adapters would show it, so that the commands' own code can look at it and change it. */
import type { Effects } from '../../../src/effects.ts';
import { createLog } from '../../../src/log.ts';
import { parseSettings } from '../../../src/settings/parse.ts';
import type { Upsun, UpsunActivity } from '../../../src/upsun/upsun.ts';
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

/** Effects on the model. What must never be done is put down in `problems` when it is done all the same. */
export function effectsOn(
  world: World,
  chosen: Choices,
  problems: string[],
  { command, failing, meanwhile }: Circumstances,
): Effects {
  let happened = false;
  const printing = () => {
    if (!happened) meanwhile?.();
    happened = true;
  };
  const reader = {
    repository: async () => world.repository,
    async branch(name: string) {
      const commit = world.branches.get(name);
      return commit === undefined ? undefined : { name, commit };
    },
    async branches() {
      if (failing === 'branches') throw new Error('The second page cannot be read.');
      return [...world.branches].map(([name, commit]) => ({ name, commit }));
    },
  };
  const bitbucket = {
    ...reader,
    async pullRequest(id: number) {
      return world.pullRequests.get(id);
    },
    async openPullRequests() {
      if (failing === 'pull requests') throw new Error('The second page cannot be read.');
      return openPullRequests(world);
    },
  };
  const connection = { UPSUN_CLI_TOKEN: 'token', PROJECT_ID: 'abc123', BUILD_STATUS: 'false' };
  return {
    settings: parseSettings({ ...connection, ...variablesOf(chosen), COMMAND: command }),
    upsun: upsunOf(world, chosen, problems),
    reader,
    bitbucket,
    hosts: { console: 'https://console.example.com' },
    clock: {
      now: () => world.now,
      async sleep() {
        for (const id of world.environments.keys()) upsun.settle(world, id);
      },
    },
    log: createLog({
      write: failing ? () => undefined : printing,
      redact: (text) => text,
      color: false,
      debug: false,
    }),
    signal: new AbortController().signal,
  } as unknown as Effects;
}

function upsunOf(world: World, chosen: Choices, problems: string[]): Upsun {
  const forbid = (what: string, id: string, objection: string | undefined) => {
    if (objection) problems.push(`${id} was ${what} although ${objection}`);
  };
  const show = (id: string) => {
    const environment = world.environments.get(id);
    return environment && { ...environment, links: {}, hasRemote: false, createdAt: undefined };
  };
  const shown = {
    environments: async () => [...world.environments.keys()].map(show),
    environment: async (id: string) => show(id),
    activities: async (id: string) => (world.activities.get(id) ?? []) as UpsunActivity[],
    async edit(id: string, changes: upsun.Changes) {
      upsun.edit(world, id, changes);
    },
    async operate(id: string, operation: 'deactivate') {
      forbid('deactivated', id, objectionToDeactivation(world, chosen, id));
      upsun.operate(world, id, operation);
      return recordActivity(world, id, `environment.${operation}`);
    },
    async remove({ id }: { id: string }) {
      forbid('deleted', id, objectionToDeletion(world, chosen, id));
      upsun.remove(world, id);
    },
    async *log() {},
  };
  return shown as unknown as Upsun;
}
