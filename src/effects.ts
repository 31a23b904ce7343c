import { join } from 'node:path';
import { authorities, authoritySettings, writeAuthoritiesForGit } from './authorities.ts';
import { connectCloud } from './bitbucket/cloud/connect.ts';
import { connectDataCenter } from './bitbucket/data-center/connect.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Bitbucket, RepositoryReader } from './bitbucket/bitbucket.ts';
import type { ReportWriter } from './bitbucket/reports.ts';
import { readByGit } from './bitbucket/without-credentials.ts';
import { createGit, type Git } from './git/command.ts';
import { openSource, type Source } from './git/source.ts';
import { prepareSsh, type SshEnvironment } from './git/ssh.ts';
import { createHttp, type Http } from './http/client.ts';
import type { Redactor } from './text/redact.ts';
import type { Log } from './log.ts';
import { type OutputTargets, outputTargets } from './report/channels/output-files.ts';
import type { Settings } from './settings/parse.ts';
import type { Variables } from './settings/variables.ts';
import { readCi, readSurroundings, readTrigger, type Surroundings, type Trigger } from './trigger/trigger.ts';
import { dataCenterUrl, gitEnvironment, hostsOf, proxiesOf, throughProxy } from './network.ts';
import { knownHosts } from './upsun/host-keys.ts';
import { createUpsun, type Upsun } from './upsun/upsun.ts';
import { openSession } from './upsun/session.ts';
import type { Hosts } from './upsun/vendors.ts';
import { version } from './version.ts';

const userAgent = `upsun-environments/${version}`;

/** Everything a run does to the world goes through these. */
export interface Effects {
  settings: Settings;
  surroundings: Surroundings;
  /** Throws where the run names nothing to look at. */
  trigger: () => Trigger;
  hosts: Hosts;
  upsun: Upsun;
  /** Which Bitbucket the repository is on. */
  product: 'cloud' | 'data-center';
  /** `undefined` without credentials. */
  bitbucket: Bitbucket | undefined;
  /** Where Code Insights reports go: through Pipelines' proxy where there are no credentials. */
  insights: ReportWriter | undefined;
  /** Where the outputs of a deployment go. */
  outputs: OutputTargets;
  /** The same, or git where there are no credentials. */
  reader: RepositoryReader;
  git: Git;
  source: () => Promise<Source>;
  ssh: () => Promise<SshEnvironment>;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

interface ProcessState {
  variables: Variables;
  settings: Settings;
  workingDirectory: string;
  /** A private directory that is removed when the process ends. */
  temporaryDirectory: string;
  redactor: Redactor;
  log: Log;
  signal: AbortSignal;
}

/** Joins the parts of the pipe. Throws a configuration error where the run names nothing to look at. */
export async function createEffects(state: ProcessState): Promise<Effects & { http: Http }> {
  const { variables, settings, temporaryDirectory, redactor, log, signal } = state;
  const ci = readCi(variables);
  const surroundings = readSurroundings(ci, settings);
  const trigger = () => readTrigger(ci, settings);
  const hosts = hostsOf(settings);
  const clock = systemClock;
  const serverUrl = dataCenterUrl(settings);
  const ca = authorities(settings);
  const transport = { userAgent, signal, clock, debug: log.debug, ca };
  const servers = [hosts.api, hosts.auth, serverUrl ?? settings.bitbucketApiUrl, settings.bitbucketOauthUrl];
  const http = createHttp({
    ...transport,
    allowedOrigins: servers.map((url) => new URL(url).origin),
    proxies: proxiesOf(variables),
    authoritySettings: authoritySettings(settings),
  });
  const session = openSession({ http, hosts, token: settings.upsunCliToken, redactor, clock });
  const upsun = createUpsun({ session, http, hosts, projectId: settings.projectId, clock, signal });

  const proxyUrl =
    variables.BITBUCKET_PROXY_URL || surroundings.insidePipe ? settings.bitbucketProxyUrl : undefined;
  const { repository } = surroundings;
  const parts = { variables, settings, surroundings, http, clock, redactor, temporaryDirectory };
  const proxiedHttp = (url: string) => createHttp({ ...transport, ...throughProxy(url) });
  const connection = serverUrl
    ? connectDataCenter({ ...parts, serverUrl })
    : connectCloud({ ...parts, proxyUrl, proxiedHttp });
  const { bitbucket, insights } = connection;

  const authoritiesFile = await writeAuthoritiesForGit(variables, ca, temporaryDirectory);
  const git = await createGit(join(temporaryDirectory, 'git'), gitEnvironment(variables, authoritiesFile), {
    signal,
    debug: log.debug,
  });
  const source = once(async () =>
    openSource(git, {
      cloneDirectory: surroundings.sourceDirectory ?? state.workingDirectory,
      workDirectory: temporaryDirectory,
      proxyUrl,
      origin: await connection.origin(),
      originWithoutClone: connection.originWithoutClone,
      credentialsFor: connection.credentialsFor,
      advice: connection.cloneAdvice,
    }),
  );
  const outputs = outputTargets(variables, settings.outputFile);
  const reader = bitbucket ?? readByGit(source, repository, surroundings.repositoryUuid);
  const ssh = once(() =>
    prepareSsh(join(temporaryDirectory, 'ssh'), knownHosts(settings.sshKnownHosts), upsun.certify),
  );
  return {
    settings,
    surroundings,
    trigger,
    hosts,
    upsun,
    product: serverUrl ? 'data-center' : 'cloud',
    bitbucket,
    insights,
    outputs,
    reader,
    git,
    source,
    ssh,
    clock,
    log,
    signal,
    http,
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
