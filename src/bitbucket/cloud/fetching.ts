import type { Variables } from '../../settings/variables.ts';
import type { Redactor } from '../../text/redact.ts';
import type { GitAdvice } from '../connection.ts';
import { gitConfiguration } from '../git-configuration.ts';
import type { Authorization } from './authorization.ts';

const host = 'https://bitbucket.org/';

/** In the words of Pipelines, which makes the clone. */
export const cloneAdvice: GitAdvice = {
  shallow: 'Let Pipelines clone the whole history: set `clone: {depth: full}` for this step.',
  unreadable:
    'Run the step again. In a pipe, check BITBUCKET_PROXY_URL; elsewhere pass credentials for Bitbucket.',
};

// https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/ (read 2026-11-21)
/** Where git reads a repository of Bitbucket Cloud from: what Pipelines names, through its proxy, or the public address. */
export function cloudOrigin(
  variables: Variables,
  repository: string,
  proxy: string | undefined,
): { url: string; proxy: string | undefined } {
  const { BITBUCKET_GIT_HTTP_ORIGIN: ofPipelines, BITBUCKET_REPO_FULL_NAME: own } = variables;
  if (ofPipelines && proxy) {
    return { url: own ? ofPipelines.replace(own, repository) : ofPipelines, proxy };
  }
  return { url: `${host}${repository}.git`, proxy: undefined };
}

/** Variables that hand git the credentials for an address of Bitbucket Cloud, without showing them in a command line. */
export async function gitCredentials(
  url: string,
  authorization: Authorization | undefined,
  redactor: Redactor,
): Promise<Readonly<Record<string, string>> | undefined> {
  if (!authorization || !url.startsWith(host)) return undefined;
  const { user, password } = await authorization.git();
  const pair = Buffer.from(`${user}:${password}`).toString('base64');
  redactor.add(pair);
  return gitConfiguration({ [`http.${host}.extraHeader`]: `Authorization: Basic ${pair}` });
}
