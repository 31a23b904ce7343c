import type { Api } from './api.ts';
import { isUnsupported } from './exceptions.ts';
import type { Deployment } from './types.ts';

const states = {
  INPROGRESS: 'IN_PROGRESS',
  SUCCESSFUL: 'SUCCESSFUL',
  FAILED: 'FAILED',
  STOPPED: 'CANCELLED',
} as const;
const longestText = 255;

/** Tells of a deployment, or of how it went on. `false`: this server keeps no deployments. */
export async function setDeployment(
  api: Api,
  commit: string,
  deployment: Deployment,
  signal: AbortSignal,
): Promise<boolean> {
  const url = `${api.repositoryUrl}/commits/${encodeURIComponent(commit)}/deployments`;
  const { key, sequence, name, description, state, environment } = deployment;
  const json = {
    key,
    deploymentSequenceNumber: sequence,
    displayName: name.slice(0, longestText),
    description: description.slice(0, longestText),
    state: states[state],
    url: deployment.url,
    environment: {
      key: environment.key,
      displayName: environment.name.slice(0, longestText),
      type: environment.type,
      url: environment.url,
    },
  };
  try {
    // The same key, environment and sequence number are replaced, so a lost answer may be asked for again.
    await api.send('tell of a deployment', { method: 'POST', url, json, idempotent: true, signal });
    return true;
  } catch (error) {
    if (isUnsupported(error)) return false;
    throw error;
  }
}
