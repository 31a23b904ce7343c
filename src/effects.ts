import { join } from 'node:path';
import type { BitbucketReader, RepositoryReader } from './bitbucket/bitbucket.ts';
import { connectCloud } from './bitbucket/cloud/connect.ts';
import { throughProxy } from './bitbucket/cloud/proxy.ts';
import { connectDataCenter } from './bitbucket/data-center/connect.ts';
import { authoritySetting, dataCenterUrl } from './bitbucket/data-center/server.ts';
import { readByGit } from './bitbucket/without-credentials.ts';
import { type Clock, systemClock } from './clock.ts';
import { outsideNoter } from './commands/note-outside.ts';
import { commandTraits } from './commands/traits.ts';
import { gitVariables, writeAuthoritiesForGit } from './git/variables.ts';
import { createPrograms, type Git, type Programs } from './git/programs.ts';
import { type Push, push } from './git/push.ts';
import { openSource, type Source } from './git/source.ts';
import { certifiedSsh, type SshVariables } from './git/ssh.ts';
import { authorities } from './http/authorities.ts';
import { proxiesOf } from './http/proxies.ts';
import { type AskSite, openSites } from './http/site.ts';
import { createHttp } from './http/undici.ts';
import type { Journal } from './journal.ts';
import type { Log } from './log.ts';
import type { CommitHash } from './plan/commit.ts';
import { systemRandom } from './random.ts';
import type { ReportPorts } from './report/channels/channel.ts';
import type { WriteOutputs } from './report/channels/output-files.ts';
import type { Settings } from './settings/parse.ts';
import type { Variables } from './settings/variables.ts';
import type { Redactor } from './text/redact.ts';
import { readCi, readSurroundings, readTrigger, type Surroundings, type Trigger } from './trigger/trigger.ts';
import { openApi } from './upsun/api.ts';
import { knownHosts } from './upsun/host-keys.ts';
import { createReader } from './upsun/reader.ts';
import { openSession } from './upsun/session.ts';
import type { UpsunReader, UpsunWriter } from './upsun/upsun.ts';
import { type Hosts, hostsOf } from './upsun/vendors.ts';
import { createWriter } from './upsun/writer.ts';
import { version } from './version.ts';

const userAgent = `upsun-environments/${version}`;

/** Everything that a run reads, waits for and writes to. Each function takes the few of these that it names. */
export interface Effects {
  settings: Settings;
  surroundings: Surroundings;
  /** Throws where the run names nothing to look at. */
  trigger: () => Trigger;
  hosts: Hosts;
  upsun: UpsunReader;
  /** Which Bitbucket the repository is on. */
  product: 'cloud' | 'data-center';
  /** `undefined` without credentials. */
  bitbucket: BitbucketReader | undefined;
  /** The same, or git where there are no credentials. */
  reader: RepositoryReader;
  git: Git;
  source: () => Promise<Source>;
  /** Asks a deployed site for a page. */
  askSite: AskSite;
  /** How git gets in at Upsun; to be asked before each connection. */
  ssh: () => Promise<SshVariables>;
  /** `undefined` in a dry run and for a command that changes nothing. */
  changes: Changes | undefined;
  /** Tells the user what a push of this commit does not bring along. */
  noteOutside: (commit: CommitHash) => Promise<void>;
  /** `undefined` for a command that is not for one environment. */
  outputs: WriteOutputs | undefined;
  journal: Journal;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** All that it takes to change something. Whoever does not hold it can only look. */
export interface Changes {
  writer: UpsunWriter;
  push: Push;
  reports: ReportPorts;
}

interface ProcessState {
  variables: Variables;
  settings: Settings;
  outputs: WriteOutputs | undefined;
  journal: Journal;
  workingDirectory: string;
  /** A private directory that is removed when the process ends. */
  temporaryDirectory: string;
  redactor: Redactor;
  log: Log;
  signal: AbortSignal;
}

/** Joins the parts of the pipe. Throws a configuration error where the run names no repository. */
export async function createEffects(state: ProcessState): Promise<Effects> {
  const { variables, settings, outputs, journal, temporaryDirectory, redactor, log, signal } = state;
  const ci = readCi(variables);
  const surroundings = readSurroundings(ci, settings);
  const { repository, repositoryUuid } = surroundings;
  journal.repository = repository;
  journal.url = surroundings.runUrl;
  const hosts = hostsOf(settings);
  const clock = systemClock;
  const traits = commandTraits[settings.command];
  const network = openNetwork(state, hosts);
  const { http } = network;
  const { git, sshKeygen } = await openPrograms(state, network.ca);

  const session = openSession({ http, hosts, token: settings.upsunCliToken, redactor, clock });
  const api = openApi({ session, apiUrl: hosts.api, projectId: settings.projectId });
  const upsun = createReader(api, { http, session, clock });
  const ssh = certifiedSsh(sshKeygen, {
    directory: join(temporaryDirectory, 'ssh'),
    knownHosts: knownHosts(settings.sshKnownHosts),
    certify: session.certify,
    clock,
  });

  const proxyUrl =
    variables.BITBUCKET_PROXY_URL || surroundings.insidePipe ? settings.bitbucketProxyUrl : undefined;
  const needsClone = traits.needsClone || settings.sourceDir !== undefined;
  const parts = { variables, settings, repository, http, clock, redactor, temporaryDirectory, sshKeygen };
  const { serverUrl, proxiedHttp } = network;
  const connection = serverUrl
    ? connectDataCenter({ ...parts, serverUrl })
    : connectCloud({ ...parts, needsClone, proxyUrl, proxiedHttp });
  const { bitbucket, insights } = connection;
  const cloneDirectory = surroundings.sourceDirectory ?? state.workingDirectory;
  const source = once(() =>
    openSource(git, {
      cloneDirectory,
      workDirectory: temporaryDirectory,
      proxyUrl,
      originsFor: connection.origins,
      credentialsFor: connection.credentialsFor,
      advice: { ...surroundings.advice, unreadable: connection.unreadable },
    }),
  );

  const changes: Changes = {
    writer: createWriter(api, { upsun, clock, signal }),
    push: (request, until) => push(git, ssh, { ...request, advice: surroundings.advice }, until),
    reports: { settings, bitbucket, insights, outputs, hosts, log, clock, journal },
  };
  return {
    settings,
    surroundings,
    trigger: () => readTrigger(ci, settings),
    hosts,
    upsun,
    product: serverUrl ? 'data-center' : 'cloud',
    bitbucket,
    reader: bitbucket ?? readByGit(source, repository, repositoryUuid),
    git,
    source,
    askSite: network.askSite,
    ssh,
    noteOutside: outsideNoter({ git, source, log }),
    changes: settings.dryRun || !traits.changesSomething ? undefined : changes,
    outputs,
    journal,
    clock,
    log,
    signal,
  };
}

/** The way to the servers that the settings name, and to no others. */
function openNetwork({ variables, settings, log, signal }: ProcessState, hosts: Hosts) {
  const serverUrl = dataCenterUrl(settings);
  const ca = authorities(authoritySetting, settings.bitbucketServerCaFile);
  const transport = { userAgent, signal, clock: systemClock, random: systemRandom, log, ca };
  const proxies = proxiesOf(variables);
  const servers = [hosts.api, hosts.auth, serverUrl ?? settings.bitbucketApiUrl, settings.bitbucketOauthUrl];
  const http = createHttp({
    ...transport,
    allowedOrigins: servers.map((url) => new URL(url).origin),
    proxies,
    authoritySettings: serverUrl ? { [new URL(serverUrl).origin]: authoritySetting } : {},
  });
  const proxiedHttp = (url: string) => createHttp({ ...transport, ...throughProxy(url) });
  const askSite = openSites({ ...transport, proxies });
  return { http, proxiedHttp, askSite, serverUrl, ca };
}

async function openPrograms(
  { variables, temporaryDirectory, log, signal }: ProcessState,
  ca: string[] | undefined,
): Promise<Programs> {
  const authoritiesFile = await writeAuthoritiesForGit(variables, ca, temporaryDirectory);
  const environment = gitVariables(variables, authoritiesFile);
  return createPrograms(join(temporaryDirectory, 'programs'), environment, { signal, debug: log.debug });
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
