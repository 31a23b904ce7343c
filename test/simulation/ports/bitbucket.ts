/** A repository as the pipe's own port to Bitbucket shows it, on Cloud and on Data Center. */
import { HttpError, unreachable } from '../../../src/http/errors.ts';
import type { Bitbucket, BuildStatus } from '../../../src/bitbucket/bitbucket.ts';
import { explainRefusal as cloudRefusal } from '../../../src/bitbucket/cloud/errors.ts';
import { explainRefusal as dataCenterRefusal } from '../../../src/bitbucket/data-center/errors.ts';
import { readToLastPage } from '../../../src/bitbucket/pages.ts';
import { commitHash } from '../../../src/plan/commit.ts';
import type * as plan from '../../../src/plan/world.ts';
import { filesOf, type PullRequest, type Repository } from '../world/bitbucket.ts';
import { Refusal, type World } from '../world/world.ts';
import { call, type Process } from './call.ts';

const pageLength = 3;
/** Characters of the commits that Cloud names in pull requests. */
const abbreviated = 12;

function bitbucketFailure(product: World['product'], asked: string, secret: string) {
  const url = 'https://bitbucket.example/api';
  return (what: number | 'unreachable') => {
    if (what === 'unreachable') return unreachable(new URL(url), new Error(`reset ${secret}`), 30);
    const body = JSON.stringify({ error: { message: `No. Authorization was: Bearer ${secret}` } });
    const error = new HttpError(url, asked, { status: what, body, headers: {} });
    const variable = product === 'cloud' ? 'BITBUCKET_ACCESS_TOKEN' : 'BITBUCKET_SERVER_TOKEN';
    const credentials = { kind: 'access-token', variable, token: secret };
    if (product === 'cloud') return cloudRefusal(error, asked, credentials as never);
    return dataCenterRefusal(error, asked, { credentials, repository: 'acme/shop' } as never);
  };
}

export function bitbucketPort(
  { product, judge }: World,
  repository: Repository,
  process: Process,
  {
    secret,
    onStatus,
    onList,
    onNoAnswer,
  }: {
    secret: string;
    onStatus: (commit: string, status: BuildStatus) => void;
    onList: (what: string, failed: boolean) => void;
    /** Whether something of this environment is still open could not be read. */
    onNoAnswer: (id: string) => void;
  },
): Bitbucket {
  const { branches, pullRequests, statuses, comments } = repository;
  const ask = <Value>(asked: string, answer: () => Value, signal?: AbortSignal) =>
    call(process, answer, { failure: bitbucketFailure(product, asked, secret), signal });
  const list = <Item>(asked: string, items: () => Item[]) =>
    readToLastPage('1', async (page) => {
      if (page === '1') onList(asked, false);
      try {
        return await ask(asked, () => pageOf(items(), Number(page)));
      } catch (error) {
        onList(asked, true);
        throw error;
      }
    });
  const question = async <Value>(id: string, asked: string, answer: () => Value) => {
    try {
      return await ask(asked, answer);
    } catch (error) {
      onNoAnswer(id);
      throw error;
    }
  };
  const branchOf = (name: string): plan.Branch | undefined => {
    const commit = commitHash(branches.get(name));
    return commit && { name, commit };
  };
  const pullRequestOf = (one: PullRequest) => shown(one, product);
  return {
    granted: async () => ({ kind: 'scopes', variable: 'BITBUCKET_ACCESS_TOKEN', scopes: undefined }),
    deletesPullRequests: product === 'data-center',
    repository: () =>
      ask('read the repository', () => ({
        fullName: repository.fullName,
        uuid: product === 'cloud' ? repository.uuid : undefined,
        mainBranch: repository.mainBranch,
      })),
    branch: (name) => question(name, `read branch ${name}`, () => branchOf(name)),
    branches: () =>
      list('list the branches', () =>
        [...branches.keys()].toSorted().flatMap((name) => branchOf(name) ?? []),
      ),
    pullRequest: (id) =>
      question(`pr-${id}`, `read pull request ${id}`, () => {
        const found = pullRequests.get(id);
        return found && pullRequestOf(found);
      }),
    openPullRequests: () =>
      list('list the pull requests', () =>
        [...pullRequests.values()].filter(({ state }) => state === 'OPEN').map(pullRequestOf),
      ),
    changedFiles: (id) =>
      ask(`list the files of pull request ${id}`, () => {
        const found = pullRequests.get(id);
        if (!found) throw new Refusal(404, 'No such pull request.');
        return { kind: 'listed', paths: filesOf(found) };
      }),
    commit: (name) =>
      ask(`read commit ${name}`, () =>
        commitHash([...repository.commits.keys()].find((hash) => hash.startsWith(name))),
      ),
    buildState: (commit, key) => ask('read a build status', () => statuses.get(commit)?.get(key)?.state),
    setBuildStatus: (commit, status, signal) =>
      ask(
        'set a build status',
        () => {
          onStatus(commit, status);
          const { key, state, description, url } = status;
          const before = statuses.get(commit) ?? new Map();
          statuses.set(commit, before.set(key, { key, state, description, url, by: process.number }));
        },
        signal,
      ),
    longestDetails: 2000,
    setReport: (_commit, _id, _report, signal) => ask('set a report', () => {}, signal),
    ...(product === 'data-center'
      ? { setDeployment: (_commit, _deployment, signal) => ask('tell of a deployment', () => {}, signal) }
      : {}),
    longestText: 30_000,
    comments: (id, signal) =>
      ask(
        'read the comments',
        () => {
          if (!pullRequests.has(id)) throw new Refusal(404, 'No such pull request.');
          return [...(comments.get(id) ?? [])];
        },
        signal,
      ),
    createComment: (id, text, signal) =>
      ask(
        'comment',
        () => {
          judge.changed(process.number, `comment on ${id}`);
          const made = { id: 1 + (comments.get(id)?.length ?? 0), text };
          comments.set(id, [...(comments.get(id) ?? []), made]);
          return made;
        },
        signal,
      ),
    updateComment: (id, comment, text, signal) =>
      ask(
        'edit a comment',
        () => {
          const found = comments.get(id)?.find((one) => one.id === comment.id);
          if (!found) throw new Refusal(404, 'No such comment.');
          found.text = text;
          return { ...found };
        },
        signal,
      ),
  };
}

/** What a list has on a page when that is asked for, whatever came or went since the page before. */
function pageOf<Item>(all: readonly Item[], page: number) {
  const first = (page - 1) * pageLength;
  const next = all.length > first + pageLength ? String(page + 1) : undefined;
  return { items: all.slice(first, first + pageLength), next };
}

function shown(pullRequest: PullRequest, product: World['product']): plan.PullRequest {
  const { id, title, state, draft, fork, target, source: name, updatedAt, commit: whole } = pullRequest;
  const commit = product === 'cloud' ? whole.slice(0, abbreviated) : whole;
  const ref =
    product === 'data-center' ? { ref: `refs/pull-requests/${id}/from` } : { repository: 'eve/shop' };
  return {
    id,
    title,
    description: '',
    state,
    draft,
    fork,
    source: { name, commit, ...(fork ? ref : {}) },
    target,
    updatedAt,
  };
}
