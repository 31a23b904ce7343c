import type { Variables } from '../../settings/variables.ts';
import type { Redactor } from '../../text/redact.ts';
import type { GitOrigin } from '../connection.ts';
import { gitConfiguration } from '../git-configuration.ts';
import type { Authorization } from './authorization.ts';
import type { Credentials } from './credentials.ts';

const host = 'https://bitbucket.org/';

interface Fetching {
  variables: Variables;
  /** `workspace/slug` */
  repository: string;
  /** Pipelines' proxy, where this run can reach it. */
  proxyUrl: string | undefined;
  /** Of what the run has cloned; otherwise the whole repository is looked at. */
  needsClone: boolean;
  /** `undefined` without credentials. */
  credentials: Pick<Credentials, 'variable'> | undefined;
}

/**
 * Where git reads a repository of Bitbucket Cloud from. The proxy of Pipelines goes first; where it is not there, or the
 * clone was made over SSH, which is closed to this process, the credentials open the public address.
 */
export function cloudOrigins(
  clone: { origin: GitOrigin | undefined } | undefined,
  fetching: Fetching,
): GitOrigin[] {
  const direct = { url: `${host}${fetching.repository}.git`, proxy: undefined };
  if (!clone && fetching.needsClone) return [];
  const named = clone ? clone.origin : (throughProxy(fetching) ?? direct);
  if (!fetching.credentials) return named ? [named] : [];
  if (named && (named.proxy || !isOfCloud(named.url))) return [named, direct];
  return [direct];
}

/**
 * What Pipelines names, through its proxy.
 * https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/ (read 2026-11-21)
 */
function throughProxy({ variables, repository, proxyUrl }: Fetching): GitOrigin | undefined {
  const { BITBUCKET_GIT_HTTP_ORIGIN: ofPipelines, BITBUCKET_REPO_FULL_NAME: own } = variables;
  if (!ofPipelines || !proxyUrl) return undefined;
  return { url: own ? ofPipelines.replace(own, repository) : ofPipelines, proxy: proxyUrl };
}

/** Whichever way it is written: `git@bitbucket.org:acme/shop.git`, `ssh://git@altssh.bitbucket.org:443/acme/shop.git`. */
function isOfCloud(url: string): boolean {
  return /^(?:\w+:\/\/)?(?:[^@/]*@)?(?:altssh\.)?bitbucket\.org[:/]/i.test(url);
}

/** What to do where git cannot read, by the ways that it has. */
export function unreadable({ credentials, proxyUrl }: Pick<Fetching, 'credentials' | 'proxyUrl'>): string {
  if (credentials)
    return `Run this again. If it fails again, check that ${credentials.variable} may read the repository (scope repository), and that this machine reaches ${host}.`;
  return proxyUrl
    ? 'Run the step again. If it fails again, check BITBUCKET_PROXY_URL, or pass credentials for Bitbucket (BITBUCKET_ACCESS_TOKEN): git then reads over HTTPS.'
    : 'Pass credentials for Bitbucket (BITBUCKET_ACCESS_TOKEN): git then reads over HTTPS, whatever the origin of the clone is.';
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
