import type { Repository } from '../git/repository.ts';
import { type Answer, type Handler, type Request, serve, type World } from '../server.ts';
import { mapRoutes } from './access.ts';
import { failure } from './errors.ts';
import { answerGit } from './git-http.ts';
import type { BitbucketSandbox } from './index.ts';

/** The proxy that authenticates what a step of Pipelines sends to Bitbucket over plain HTTP. */
export interface PipelinesProxy {
  url: string;
  /** Makes every fetch fail while it is true. */
  broken: boolean;
  /** Other repositories that git reads through it, by full name. */
  forks: Map<string, Repository>;
  close: () => Promise<void>;
}

const apiOrigin = 'http://api.bitbucket.org';
const gitOrigin = 'http://bitbucket.org';

/**
 * Starts the proxy: git reads the repository through it, and Code Insights takes reports, both without credentials.
 * It answers nothing else, and opens no tunnels.
 */
export async function createProxy(
  world: World,
  { bitbucket, repository }: { bitbucket: BitbucketSandbox; repository: Repository },
): Promise<PipelinesProxy> {
  const codeInsights = mapRoutes(
    bitbucket.codeInsights,
    (handler): Handler =>
      (request) =>
        request.origin === apiOrigin ? handler(request) : otherwise(request),
  );
  const server = await serve('pipelines-proxy', world, codeInsights, otherwise);
  const proxy: PipelinesProxy = { url: server.url, broken: false, forks: new Map(), close: server.close };
  return proxy;

  function otherwise(request: Request): Answer | Promise<Answer> {
    if (request.origin === apiOrigin) return failure(401, 'Authentication is required for this endpoint.');
    if (request.origin !== gitOrigin) return { status: 403, body: `No access to ${request.origin}\n` };
    if (proxy.broken) return { status: 502, body: 'Bad gateway\n' };
    for (const [fullName, { path: repositoryPath }] of [
      [bitbucket.fullName, repository] as const,
      ...proxy.forks,
    ]) {
      const path = gitPath(fullName, request.path);
      if (path) return answerGit(repositoryPath, path, request);
    }
    return { status: 404, body: 'Not found\n' };
  }
}

/** The part of a URL's path that lies inside the repository. */
function gitPath(fullName: string, path: string): string | undefined {
  return [`/${fullName}.git/`, `/${fullName}/`]
    .filter((prefix) => path.startsWith(prefix))
    .map((prefix) => path.slice(prefix.length - 1))[0];
}
