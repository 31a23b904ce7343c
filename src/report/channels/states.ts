import type { DeploymentReport } from '../deployment.ts';

/** How a deployment ended, in the words of build statuses and deployments on Bitbucket. */
export const states = {
  successful: 'SUCCESSFUL',
  failed: 'FAILED',
  stopped: 'STOPPED',
} as const satisfies Record<DeploymentReport['state'], string>;
