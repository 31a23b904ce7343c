import type { Runner } from '../sandbox/ci/runner.ts';
import type { AnyBitbucket } from '../sandbox/data-center/common.ts';
import type { Repository } from '../sandbox/git/repository.ts';
import type { Sandbox } from '../sandbox/index.ts';
import type { Fault } from '../sandbox/server.ts';

export type HostName = 'cloud' | 'data-center';

declare module 'vitest' {
  interface ProvidedContext {
    /** The kind of Bitbucket that the scenarios of this project run with. */
    bitbucket: HostName;
  }
}

/** A kind of Bitbucket and the CI beside it: all that differs between the two in a scenario that runs with either. */
export interface Host {
  /** Tells of build statuses and reports in Cloud's words. */
  bitbucket: AnyBitbucket;
  runner: Runner;
  /** Variables that connect the pipe with the sandbox. */
  variables: Record<string, string>;
  /** Opens a pull request for a branch of somebody's copy of the repository, and returns its id. */
  openFromFork: (fork: Repository, branch: string) => Promise<number>;
  /** The variable of the credentials. */
  credentials: string;
  /** The page of a run. */
  runPage: RegExp;
  /** How the API is asked for one branch. */
  asksForBranch: (name: string) => Pick<Fault, 'path' | 'query'>;
  /** Where the API has what. */
  paths: {
    branches: RegExp;
    pullRequests: RegExp;
    pullRequest: (id: number) => RegExp;
    statuses: RegExp;
    reports: RegExp;
    /** Of the files that a pull request changes. */
    files: RegExp;
    comments: RegExp;
  };
}

export const hosts: Record<HostName, (sandbox: Sandbox) => Host> = {
  cloud: ({ cloud, pipelines, proxy, cloudVariables }) => ({
    bitbucket: cloud,
    runner: pipelines,
    variables: cloudVariables,
    async openFromFork(repository, source) {
      const fork = `eve/${cloud.slug}`;
      proxy.forks.set(fork, repository);
      const id = await cloud.openPullRequest({ source, fork });
      const sourceCommit = await repository.tip(source);
      if (sourceCommit) cloud.updatePullRequest(id, { sourceCommit });
      return id;
    },
    credentials: 'BITBUCKET_ACCESS_TOKEN',
    runPage: /\/pipelines\/results\/\d+\/steps\//,
    asksForBranch: (name) => ({ path: new RegExp(`/refs/branches/${name}$`) }),
    paths: {
      branches: /\/refs\/branches$/,
      pullRequests: /\/pullrequests$/,
      pullRequest: (id) => new RegExp(`/pullrequests/${id}$`),
      statuses: /\/statuses\/build/,
      files: /\/diffstat(\/|$)/,
      reports: /\/reports\/[^/]+$/,
      comments: /\/comments/,
    },
  }),
  'data-center': ({ dataCenter, jenkins, dataCenterVariables }) => ({
    bitbucket: inWordsOfCloud(dataCenter),
    runner: jenkins,
    variables: dataCenterVariables,
    openFromFork(repository, source) {
      const fork = `~eve/${dataCenter.slug}`;
      dataCenter.forks.set(fork, repository);
      return dataCenter.openPullRequest({ source, fork });
    },
    credentials: 'BITBUCKET_SERVER_TOKEN',
    runPage: /^https:\/\/jenkins\.example\.com\/job\//,
    asksForBranch: (name) => ({ path: /\/branches$/, query: new RegExp(`filterText=${name}\\b`) }),
    paths: {
      branches: /\/branches$/,
      pullRequests: /\/pull-requests$/,
      pullRequest: (id) => new RegExp(`/pull-requests/${id}$`),
      statuses: /\/commits\/[^/]+\/builds$/,
      files: /\/pull-requests\/\d+\/changes$/,
      reports: /\/reports\/[^/]+$/,
      comments: /\/comments/,
    },
  }),
};

const wordsOfCloud: Record<string, string> = { CANCELLED: 'STOPPED', PASS: 'PASSED', FAIL: 'FAILED' };

/** A state or a result, which Data Center may word otherwise. */
export function wordOfCloud(word: string): string {
  return wordsOfCloud[word] ?? word;
}

function inWordsOfCloud(dataCenter: Sandbox['dataCenter']): AnyBitbucket {
  type Status = ReturnType<typeof dataCenter.statuses>[number];
  const statusOf = ({ ref, ...status }: Status) => ({
    ...status,
    state: wordOfCloud(status.state),
    ...(ref ? { refname: ref.replace('refs/heads/', '') } : {}),
  });
  return {
    ...dataCenter,
    statuses: (commit) => dataCenter.statuses(commit).map(statusOf),
    latestStatus(commit, key) {
      const latest = dataCenter.latestStatus(commit, key);
      return latest && statusOf(latest);
    },
    reports: (commit) =>
      dataCenter.reports(commit).map((report) => {
        const { result } = report.content;
        const worded = typeof result === 'string' ? { result: wordOfCloud(result) } : {};
        return { ...report, content: { ...report.content, ...worded } };
      }),
  };
}
