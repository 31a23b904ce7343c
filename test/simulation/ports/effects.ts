/** Everything that a run of the pipe is given, on the world of the simulation. */
import type { Effects } from '../../../src/effects.ts';
import type { BuildStatus } from '../../../src/bitbucket/bitbucket.ts';
import { readByGit } from '../../../src/bitbucket/without-credentials.ts';
import { openJournal } from '../../../src/journal.ts';
import { createLog } from '../../../src/log.ts';
import { parseSettings, type Settings } from '../../../src/settings/parse.ts';
import { secretsOf } from '../../../src/settings/secrets.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { commandTraits } from '../../../src/commands/traits.ts';
import { usualAdvice } from '../../../src/trigger/ci.ts';
import type { Trigger } from '../../../src/trigger/trigger.ts';
import { vendors } from '../../../src/upsun/vendors.ts';
import { createWriter } from '../../../src/upsun/writer.ts';
import { bitbucketToken, token } from '../settings.ts';
import type { Repository } from '../world/bitbucket.ts';
import type { World } from '../world/world.ts';
import { bitbucketPort } from './bitbucket.ts';
import { clockOf, type Process } from './call.ts';
import { pushPort, sourcePort } from './git.ts';
import { upsunApi, upsunReader } from './upsun.ts';

export interface Circumstances {
  variables: Record<string, string>;
  trigger: Trigger;
  credentials: boolean;
  write: (text: string) => void;
  onStatus: (commit: string, status: BuildStatus) => void;
  onOutputs: (values: Readonly<Record<string, string>>) => Promise<void>;
  onList: (what: string, failed: boolean) => void;
  onNoAnswer: (id: string) => void;
}

export function effectsOn(
  world: World,
  repository: Repository,
  process: Process,
  { variables, trigger, credentials, write, onStatus, onOutputs, onList, onNoAnswer }: Circumstances,
): Effects {
  const settings = settingsOf(variables);
  const clock = clockOf(process);
  const { signal } = process.stopping;
  const redactor = createRedactor([...secretsOf(variables), bitbucketToken]);
  const log = createLog({
    write,
    drained: async () => {},
    redact: redactor.redact,
    color: false,
    debug: true,
  });
  const upsun = upsunReader(world, process, token);
  const port = bitbucketPort(world, repository, process, {
    secret: bitbucketToken,
    onStatus,
    onList,
    onNoAnswer,
  });
  const bitbucket = credentials ? port : undefined;
  const clone = sourcePort(repository, process);
  const source = () => Promise.resolve(clone);
  const hosts = vendors.upsun.hosts;
  const journal = openJournal();
  const outputs = commandTraits[settings.command].writesOutputs ? onOutputs : undefined;
  const { fullName } = repository;
  const uuid = world.product === 'cloud' ? repository.uuid : undefined;
  const changes = {
    writer: createWriter(upsunApi(world, process, token), { upsun, clock, signal }),
    push: pushPort(world, process),
    reports: { settings, bitbucket, insights: bitbucket, outputs, hosts, log, clock, journal },
  };
  return {
    settings,
    surroundings: {
      repository: fullName,
      repositoryUuid: uuid,
      sourceDirectory: undefined,
      insidePipe: true,
      advice: usualAdvice,
      runUrl: 'https://bitbucket.org/acme/shop/pipelines/results/1',
    },
    trigger: () => trigger,
    hosts,
    upsun,
    product: world.product,
    bitbucket,
    reader: bitbucket ?? readByGit(source, fullName, uuid),
    git: unused,
    source,
    askSite: async () => ({ kind: 'answered', status: 200 }),
    ssh: unused,
    changes: settings.dryRun ? undefined : changes,
    clock,
    log,
    noteOutside: async () => {},
    outputs,
    journal,
    signal,
  };
}

function unused(): never {
  throw new Error('A simulated run starts no programs.');
}

const parsed = new Map<string, Settings>();

/** Reading settings takes longer than most runs; the same variables are read once. */
function settingsOf(variables: Record<string, string>): Settings {
  const key = JSON.stringify(variables);
  const known = parsed.get(key) ?? parseSettings(variables);
  if (parsed.size > 5000) parsed.clear();
  parsed.set(key, known);
  return known;
}
