import { join } from 'node:path';
import { authorizationHeader, credentialsOf } from './bitbucket/cloud/credentials.ts';
import { reportsThroughProxy } from './bitbucket/cloud/reports.ts';
import { proxiedApiUrl } from './bitbucket/cloud/send.ts';
import { cloudOrigin, gitCredentials } from './bitbucket/cloud/fetching.ts';
import { createCloud } from './bitbucket/cloud/cloud.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Bitbucket, RepositoryReader } from './bitbucket/bitbucket.ts';
import type { ReportWriter } from './bitbucket/reports.ts';
import { readByGit } from './bitbucket/without-credentials.ts';
import { createGit, type Git } from './git/command.ts';
import { openSource, type Source } from './git/source.ts';
import { prepareSsh, type SshEnvironment } from './git/ssh.ts';
import { createHttp, type Http } from './http/client.ts';
import type { Redactor } from './http/redact.ts';
import type { Log } from './report/log.ts';
import { type OutputTargets, outputTargets } from './report/outputs.ts';
import type { Environment, Settings } from './settings/parse.ts';
import { readSurroundings, readTrigger, type Surroundings, type Trigger } from './trigger/trigger.ts';
import { knownHosts } from './upsun/host-keys.ts';
import { createUpsun, type Upsun } from './upsun/index.ts';
import { openSession } from './upsun/session.ts';
import { type Hosts, vendors } from './upsun/vendors.ts';
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
  environment: Environment;
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
  const { environment, settings, temporaryDirectory, redactor, log, signal } = state;
  const surroundings = readSurroundings(environment, settings);
  const trigger = () => readTrigger(environment, settings);
  const hosts = hostsOf(settings);
  const clock = systemClock;
  const http = createHttp({
    allowedOrigins: [hosts.api, hosts.auth, settings.BITBUCKET_API_URL].map((url) => new URL(url).origin),
    proxies: proxiesOf(environment),
    userAgent,
    signal,
    clock,
    debug: log.debug,
  });
  const session = openSession({ http, hosts, token: settings.UPSUN_CLI_TOKEN, redactor, clock });
  const upsun = createUpsun({ session, http, hosts, projectId: settings.PROJECT_ID, clock, signal });

  const credentials = credentialsOf(settings);
  if (credentials) redactor.add(authorizationHeader(credentials).replace(/^\w+ /, ''));
  const { repository } = surroundings;
  const bitbucket =
    credentials && createCloud({ http, apiUrl: settings.BITBUCKET_API_URL, repository, credentials });

  const git = await createGit(join(temporaryDirectory, 'git'), gitEnvironment(environment), {
    signal,
    debug: log.debug,
  });
  const proxyUrl =
    environment.BITBUCKET_PROXY_URL || surroundings.insidePipe ? settings.BITBUCKET_PROXY_URL : undefined;
  const source = once(() =>
    openSource(git, {
      cloneDirectory: surroundings.sourceDirectory ?? state.workingDirectory,
      workDirectory: temporaryDirectory,
      proxyUrl,
      // A deployment is of what the step has cloned; the other commands look at the whole repository.
      origin:
        settings.COMMAND === 'deploy' || settings.SOURCE_DIR
          ? undefined
          : cloudOrigin(environment, repository, proxyUrl),
      credentialsFor: (url) => credentials && gitCredentials(url, credentials),
    }),
  );
  const insights =
    bitbucket ??
    (proxyUrl ? reportsThroughProxy(proxiedHttp(proxyUrl, { clock, signal, log }), repository) : undefined);
  const outputs = outputTargets(environment, settings.OUTPUT_FILE);
  const reader = bitbucket ?? readByGit(source, repository, surroundings.repositoryUuid);
  const ssh = once(() =>
    prepareSsh(join(temporaryDirectory, 'ssh'), knownHosts(settings.SSH_KNOWN_HOSTS), upsun.certify),
  );
  return {
    settings,
    surroundings,
    trigger,
    hosts,
    upsun,
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

/** For the API as the proxy of Pipelines takes requests for it, and for nothing else. */
function proxiedHttp(
  proxyUrl: string,
  { clock, signal, log }: Pick<Effects, 'clock' | 'signal' | 'log'>,
): Http {
  return createHttp({
    allowedOrigins: [new URL(proxiedApiUrl).origin],
    proxies: { http: proxyUrl, https: '', none: '' },
    userAgent,
    signal,
    clock,
    debug: log.debug,
  });
}

function hostsOf(settings: Settings): Hosts {
  const preset = vendors[settings.VENDOR];
  return {
    api: settings.UPSUN_API_URL ?? preset.api,
    auth: settings.UPSUN_AUTH_URL ?? preset.auth,
    console: settings.UPSUN_CONSOLE_URL ?? preset.console,
  };
}

function proxiesOf(environment: Environment) {
  const read = (name: string) => environment[name.toLowerCase()] ?? environment[name] ?? '';
  return { http: read('HTTP_PROXY'), https: read('HTTPS_PROXY'), none: read('NO_PROXY') };
}

/** What git and ssh may know of the process: how to be found, and how to reach the network. */
function gitEnvironment(environment: Environment): Record<string, string> {
  const names = [
    'PATH',
    'TMPDIR',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'GIT_SSL_CAINFO',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
  ];
  const all = [...names, ...names.map((name) => name.toLowerCase())];
  return Object.fromEntries(all.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
