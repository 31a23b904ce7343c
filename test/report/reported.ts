import type { DeploymentReport } from '../../src/report/deployment.ts';

export const live = 'https://pr-7-abc123.eu-5.platformsh.site/';

/** The report of a pull request's environment that is live, but for what the test says. */
export function reported(changes: Partial<DeploymentReport> = {}): DeploymentReport {
  return {
    project: 'abc123',
    projectTitle: 'Shop',
    environment: 'pr-7',
    state: 'successful',
    result: 'deployed',
    deployed: true,
    description: 'pr-7 ready in 3 min 12 s',
    link: live,
    branch: 'feature/login',
    tag: undefined,
    commit: 'c0ffee0000000000000000000000000000000000',
    pullRequest: 7,
    url: live,
    routes: [
      { url: live, primary: true, type: 'upstream' },
      { url: 'http://pr-7-abc123.eu-5.platformsh.site/', primary: false, type: 'redirect' },
    ],
    status: 'active',
    duration: 192_000,
    queued: 20_000,
    parent: 'main',
    data: { environment: 'main', age: 7_500_000 },
    projectPage: 'https://console.upsun.com/projects/abc123',
    environmentPage: 'https://console.upsun.com/projects/abc123/pr-7',
    logPage: 'https://console.upsun.com/projects/abc123/pr-7/log/activity1',
    failedCommands: [],
    log: '',
    ...changes,
  };
}

/** The report of a run that failed and left this log. */
export function failedWith(log: string, changes: Partial<DeploymentReport> = {}): DeploymentReport {
  return reported({
    state: 'failed',
    result: 'failed',
    description: 'pr-7: the deployment failed',
    url: undefined,
    routes: [],
    log,
    ...changes,
  });
}

/** The log of a deployment with two applications, whose deploy hooks both fail. */
export const deploymentLog = `Building application 'app' (runtime type: nodejs:24, tree: 1a2b3c4)
  Generating runtime configuration.
  Executing build hook...
    added 12 packages

Building application 'worker' (runtime type: php:8.4, tree: 5d6e7f8)
  Reusing existing build for this tree ID

Redeploying environment pr-7
  Preparing deployment
  Opening application app and its relationships
  Executing deploy hook for application app
    migrating
    \u001B[31mtable "users" is locked\u001B[0m
  Opening application worker and its relationships
  Executing post_deploy hook for application worker
    queue not reachable
  Opening environment
  Environment routes
    ${live} is served by application \`app\`
`;
