import { systemClock } from '../../src/clock.ts';
import { authorize } from '../../src/bitbucket/cloud/authorization.ts';
import { createCloud } from '../../src/bitbucket/cloud/repository.ts';
import { createHttp } from '../../src/http/undici.ts';
import { systemRandom } from '../../src/random.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { observeOpen } from '../../src/observe/open.ts';
import { listEnvironments } from '../../src/observe/project.ts';
import { connectedUpsun } from '../upsun/connected.ts';
import { openSession } from '../../src/upsun/session.ts';
import { type Sandbox, startSandbox } from '../sandbox/index.ts';
import type { ScaleFacts } from './facts.ts';

/** What reading the lists took, in milliseconds and requests. */
export interface Reading {
  filling: number;
  reading: number;
  requests: number;
}

/**
 * Fills a sandbox with what the facts name and reads it as the pipe does: page after page, Bitbucket and Upsun side by
 * side. Throws where not everything was read.
 */
export async function measureReading(facts: ScaleFacts, latency: number): Promise<Reading> {
  const started = performance.now();
  await using sandbox = await startSandbox();
  await fill(sandbox, facts);
  const filled = performance.now();

  sandbox.latency = latency;
  sandbox.requests.length = 0;
  const { upsun, bitbucket, close } = connect(sandbox);
  const reading = performance.now();
  const [open, environments] = await Promise.all([
    observeOpen({ bitbucket, reader: bitbucket }),
    listEnvironments(upsun),
  ]);
  const read = performance.now();
  await close();

  const counts = [open.branches.length, open.openPullRequests?.length, environments.size];
  const wanted = [facts.branches.length, facts.openPullRequests.length, facts.environments.size];
  if (counts.join() !== wanted.join()) throw new Error(`Read ${counts.join()} instead of ${wanted.join()}`);
  return { filling: filled - started, reading: read - reading, requests: sandbox.requests.length };
}

/** All branches have one commit and no environment is live: a list takes no longer where they differ. */
async function fill({ repository, cloud, upsun }: Sandbox, facts: ScaleFacts): Promise<void> {
  const main = await repository.resolve('main');
  if (!main) throw new Error('The sandbox has no main branch');
  await repository.setBranches(
    facts.branches.map(({ name }) => name),
    main,
  );
  await cloud.openPullRequests(
    facts.openPullRequests.map(({ source, target, title = '', description }) => ({
      source: source.name,
      target,
      title,
      description,
    })),
  );
  await upsun.addInactiveEnvironments([...facts.environments.keys()].filter((id) => id !== 'main'));
}

/** The pipe's own adapters, connected with a sandbox. */
function connect({ cloud: { apiUrl, accessToken, fullName }, upsun: { authUrl, ...upsun } }: Sandbox) {
  const clock = systemClock;
  const { signal } = new AbortController();
  const http = createHttp({
    allowedOrigins: [apiUrl, authUrl, upsun.apiUrl].map((url) => new URL(url).origin),
    proxies: { http: '', https: '', none: '' },
    userAgent: 'bench',
    log: { debug: () => {}, info: () => {} },
    signal,
    clock,
    random: systemRandom,
  });
  const hosts = { api: upsun.apiUrl, auth: authUrl, console: upsun.apiUrl };
  const session = openSession({ http, hosts, token: upsun.token, redactor: createRedactor([]), clock });
  const credentials = {
    kind: 'access-token',
    variable: 'BITBUCKET_ACCESS_TOKEN',
    token: accessToken,
  } as const;
  const redactor = createRedactor([]);
  const authorization = authorize(credentials, { http, oauthUrl: apiUrl, clock, redactor });
  return {
    upsun: connectedUpsun({ session, http, apiUrl: hosts.api, projectId: upsun.projectId, clock, signal }),
    bitbucket: createCloud({ http, apiUrl, repository: fullName, credentials, authorization }),
    close: http.close,
  };
}
