import type { Trigger } from '../ci/target.ts';

interface Server {
  serverUrl: string;
  fullName: string;
  cloneUrl: string;
}

interface Build {
  number: number;
  workspace: string;
  trigger: Trigger;
  commit: string;
  /** The project builds the source of a pull request beside its merge: only then does a name tell which one this is. */
  isHead: boolean;
}

/** The variables of a build, which Jenkins hands to a container together with those of the agent. */
export function buildVariables(server: Server, build: Build): Record<string, string> {
  const { number, workspace, trigger, commit } = build;
  const name = nameOf(build);
  const job = trigger.kind === 'custom' ? 'shop-by-hand' : `shop/${encodeURIComponent(name)}`;
  const jenkins = 'https://jenkins.example.com/';
  return {
    JENKINS_URL: jenkins,
    BUILD_NUMBER: String(number),
    BUILD_ID: String(number),
    BUILD_TAG: `jenkins-shop-${number}`,
    BUILD_URL: `${jenkins}job/${job}/${number}/`,
    JOB_NAME: job,
    JOB_BASE_NAME: encodeURIComponent(name),
    NODE_NAME: 'built-in',
    EXECUTOR_NUMBER: '0',
    WORKSPACE: workspace,
    CI: 'true',
    GIT_URL: server.cloneUrl,
    GIT_COMMIT: commit,
    ...(trigger.kind === 'custom'
      ? { GIT_BRANCH: trigger.branch ? `origin/${trigger.branch}` : 'detached' }
      : {
          GIT_BRANCH: name,
          BRANCH_NAME: name,
          ...pluginVariables(server),
          ...triggerVariables(server, trigger),
        }),
  };
}

/** What Bitbucket Branch Source adds after its checkout. */
function pluginVariables({ serverUrl, fullName }: Server): Record<string, string> {
  const [project = '', slug = ''] = fullName.split('/');
  return {
    BITBUCKET_SERVER_URL: serverUrl,
    BITBUCKET_PROJECT_KEY: project,
    BITBUCKET_OWNER: project,
    BITBUCKET_REPOSITORY: slug,
  };
}

function nameOf({ trigger, isHead }: Build): string {
  switch (trigger.kind) {
    case 'tag':
      return trigger.tag;
    case 'pull-request':
      return isHead ? `PR-${trigger.id}-head` : `PR-${trigger.id}`;
    default:
      return trigger.branch ?? 'shop';
  }
}

function triggerVariables(
  { serverUrl, fullName }: Server,
  trigger: Exclude<Trigger, { kind: 'custom' }>,
): Record<string, string> {
  switch (trigger.kind) {
    case 'branch':
      return { BRANCH_IS_PRIMARY: String(trigger.branch === 'main') };
    case 'tag':
      return { TAG_NAME: trigger.tag };
    case 'pull-request': {
      const [project = '', slug = ''] = fullName.split('/');
      const { id, fork } = trigger;
      return {
        CHANGE_ID: String(id),
        CHANGE_URL: isCloud(serverUrl)
          ? `${serverUrl}/${fullName}/pull-requests/${id}`
          : `${serverUrl}/projects/${project}/repos/${slug}/pull-requests/${id}/overview`,
        CHANGE_TITLE: trigger.title,
        CHANGE_AUTHOR: 'ada',
        CHANGE_TARGET: trigger.destination,
        CHANGE_BRANCH: trigger.branch,
        ...(fork ? { CHANGE_FORK: fork } : {}),
      };
    }
  }
}

/** The plugin for Bitbucket names Cloud as it does a server. */
function isCloud(serverUrl: string): boolean {
  return serverUrl === 'https://bitbucket.org';
}
