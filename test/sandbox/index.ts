import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BitbucketSandbox, createBitbucket } from './bitbucket/index.ts';
import { createDataCenter, type DataCenterSandbox } from './data-center/index.ts';
import { createBamboo } from './bamboo/index.ts';
import { createJenkins } from './jenkins/index.ts';
import { createProxy, type PipelinesProxy } from './bitbucket/proxy.ts';
import type { Runner } from './ci/runner.ts';
import { type Authority, createAuthority } from './git/authority.ts';
import { createRepository, type Files, type Repository } from './git/repository.ts';
import { type GitServer, startGitServer } from './git/ssh-server.ts';
import { createPipelines } from './pipelines/index.ts';
import type { World } from './server.ts';
import { createUpsun, type UpsunOptions, type UpsunSandbox } from './upsun/index.ts';

export interface SandboxOptions {
  /** First files of the main branch, on Bitbucket and deployed on Upsun; `null` for two empty repositories. */
  files?: Files | null;
  upsun?: Partial<
    Pick<UpsunOptions, 'projectId' | 'defaultBranch' | 'flex' | 'environmentLimit' | 'concurrency'>
  >;
}

/**
 * A small world on loopback in which the pipe runs whole: Bitbucket Cloud with Pipelines, an Upsun project with its git
 * server, and the environments, which are really served. `requests`, `faults` and `latency` are those of all its servers.
 */
export interface Sandbox extends World, AsyncDisposable {
  cloud: BitbucketSandbox;
  /** The same repository on a Data Center, which knows nothing of Cloud's pull requests. */
  dataCenter: DataCenterSandbox;
  jenkins: Runner;
  /** A Jenkins that clones from Cloud over SSH. */
  jenkinsWithCloud: Runner;
  bamboo: Runner;
  /** The repository on Bitbucket. */
  repository: Repository;
  proxy: PipelinesProxy;
  pipelines: Runner;
  upsun: UpsunSandbox;
  /** The project's git server, over SSH. */
  git: GitServer;
  authority: Authority;
  /** Variables that connect the pipe with Upsun and Bitbucket Cloud. */
  cloudVariables: Record<string, string>;
  /** The same, with Data Center in the place of Cloud. */
  dataCenterVariables: Record<string, string>;
  directory: string;
}

const exampleFiles: Files = {
  'index.html': '<h1>Shop</h1>\n',
  '.upsun/config.yaml': 'applications:\n  app:\n    type: nodejs:24\n',
};

/** Starts a sandbox on free ports and in a temporary directory. Disposing of it leaves nothing behind. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world: World = { requests: [], faults: [], latency: 0 };
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const repository = await createRepository(join(directory, 'bitbucket.git'), 'main');
  const cloud = await createBitbucket(world, { repository });
  const proxy = await createProxy(world, { bitbucket: cloud, repository });
  const { upsun, git, authority, code } = await startProject(world, directory, options);
  const pipelines = createPipelines({ bitbucket: cloud, repository, directory, proxyUrl: proxy.url });

  const dataCenter = await createDataCenter(world, { repository });
  const jenkins = createJenkins({
    bitbucket: dataCenter,
    serverUrl: dataCenter.serverUrl,
    cloneUrl: dataCenter.cloneUrl,
    repository,
    directory: join(directory, 'jenkins'),
  });
  const jenkinsWithCloud = createJenkins({
    bitbucket: cloud,
    serverUrl: 'https://bitbucket.org',
    cloneUrl: `git@bitbucket.org:${cloud.fullName}.git`,
    repository,
    directory: join(directory, 'jenkins-with-cloud'),
  });
  const bamboo = createBamboo({ dataCenter, repository, directory });

  const { files = exampleFiles } = options;
  if (files) {
    await repository.commit('main', files, { message: 'Begin' });
    await code.fetch(repository, 'main');
    await upsun.addEnvironment({ id: 'main', status: 'active', data: { products: ['lamp', 'chair'] } });
  }
  return Object.assign(world, {
    cloud,
    repository,
    dataCenter,
    jenkins,
    jenkinsWithCloud,
    bamboo,
    proxy,
    pipelines,
    upsun,
    git,
    authority,
    directory,
    cloudVariables: {
      ...upsunVariables({ upsun, git }),
      BITBUCKET_API_URL: cloud.apiUrl,
      BITBUCKET_ACCESS_TOKEN: cloud.accessToken,
      // Whatever a run asks for by its real name stays on this machine: nobody listens there.
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: '127.0.0.1,localhost',
    },
    dataCenterVariables: {
      ...upsunVariables({ upsun, git }),
      BITBUCKET_SERVER_URL: dataCenter.serverUrl,
      BITBUCKET_SERVER_TOKEN: dataCenter.accessToken,
    },
    async [Symbol.asyncDispose]() {
      await git.close();
      await Promise.all([upsun.close(), cloud.close(), dataCenter.close(), proxy.close()]);
      await rm(directory, { recursive: true, force: true });
    },
  });
}

async function startProject(world: World, directory: string, options: SandboxOptions) {
  const defaultBranch = options.upsun?.defaultBranch ?? 'main';
  const code = await createRepository(join(directory, 'upsun.git'), defaultBranch);
  const authority = await createAuthority(join(directory, 'authority'));
  const upsun = await createUpsun(world, {
    ...options.upsun,
    repository: code,
    token: `upsun-token-${randomBytes(12).toString('hex')}`,
    gitUrl: () => git.url,
    sign: (key) => authority.sign(key, { principal: git.user }),
    authorityKey: () => authority.publicKey,
  });
  const { projectId, receiver } = upsun;
  const git: GitServer = await startGitServer({
    directory: join(directory, 'ssh'),
    repository: code,
    projectId,
    authority,
    receiver,
  });
  return { upsun, git, authority, code };
}

function upsunVariables({ upsun, git }: Pick<Sandbox, 'upsun' | 'git'>): Record<string, string> {
  return {
    UPSUN_CLI_TOKEN: upsun.token,
    PROJECT_ID: upsun.projectId,
    UPSUN_API_URL: upsun.apiUrl,
    UPSUN_AUTH_URL: upsun.authUrl,
    SSH_KNOWN_HOSTS: git.knownHosts,
  };
}
