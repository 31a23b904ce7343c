import type { Bitbucket, BuildStatus } from '../../../src/bitbucket/bitbucket.ts';
import type { Http } from '../../../src/http/client.ts';
import type { AnyBitbucket } from '../../sandbox/data-center/common.ts';
import type { Repository } from '../../sandbox/git/repository.ts';
import type { Answer, Request, World } from '../../sandbox/server.ts';

/** A kind of Bitbucket, with all in which it differs from the other one by its nature. */
export interface Host {
  name: string;
  open: (world: World, repository: Repository) => Promise<Opened>;
  /** The variable of its usual credentials. */
  variable: string;
  /** What each kind of credentials was granted, by its variable. */
  granted: Readonly<Record<string, object>>;
  /** The same for credentials that only see that there is a repository. */
  grantedNothing: object;
  /** The most pull requests or comments on a page. */
  longestPage: number;
  /** Pages of a list from which it cannot be read on, by where they lead. */
  strayPages: readonly (readonly [string, (request: Request) => Answer])[];
  /** From where the commit of a fork's pull request is fetched, besides its name there. */
  sourceInFork: (pullRequest: number, fork: string) => object;
  sourceInDeletedFork: (pullRequest: number) => object;
  /** Its words for the states of a build. */
  states: Readonly<Record<BuildStatus['state'], string>>;
  /** How it keeps the branch of a build status. */
  refOf: (branch: string) => object;
  /** How a build status on a commit that it does not have is settled. */
  unknownCommit: object;
  /** What it keeps of a deployment that went on to its end. */
  deployments: readonly object[];
  /** Its words for the results of a report. */
  results: { PASSED: string; FAILED: string };
  /** The most lines of a report. */
  mostData: number;
  linkValue: (text: string, href: string) => object;
  annotation: (summary: string, details: string) => object;
}

/** One that runs, as those who work with it see it. */
export interface Opened {
  people: AnyBitbucket;
  origin: string;
  /** The adapter, with the credentials of this variable. */
  connect: (http: Http, variable: string, fullName?: string) => Bitbucket;
  secrets: () => string[];
  revoke: () => void;
  /** Leaves the usual credentials without any right but to see that there is a repository. */
  disarm: () => void;
  /** The ways in which a pull request ends, by the state that it is then in. */
  endings: Readonly<Record<string, (id: number) => Promise<unknown>>>;
  deleteComment: (pullRequest: number, comment: { id: number; version?: number }) => Promise<void>;
  deployments: (commit: string) => unknown[];
}

/** A page that is empty, and ends as it is told. */
export function emptyPage(end: object): Answer {
  return { status: 200, body: { values: [], ...end } };
}

/** Deletes something as the bearer of a token. */
export async function remove(url: string, token: string): Promise<void> {
  const { status } = await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  if (status !== 204) throw new Error(`DELETE ${url} was answered with ${status}`);
}
