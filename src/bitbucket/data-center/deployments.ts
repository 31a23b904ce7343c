import type { CommitHash } from '../../plan/commit.ts';
import { cut } from '../../text/plain-text.ts';
import type { Deployment } from '../bitbucket.ts';
import { fittingLink, unlessTooLong } from '../links.ts';
import type { Api } from './api.ts';
import type { Spelling } from './characters.ts';
import { isUnsupported } from './exceptions.ts';

const states = {
  INPROGRESS: 'IN_PROGRESS',
  SUCCESSFUL: 'SUCCESSFUL',
  FAILED: 'FAILED',
  STOPPED: 'CANCELLED',
} as const;
// https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
const longestText = 255;
const longestUrl = 1024;

/** Tells of a deployment, or of how it went on. A server that keeps no deployments is told nothing. */
export async function setDeployment(
  api: Api,
  commit: CommitHash,
  deployment: Deployment,
  signal: AbortSignal,
): Promise<void> {
  const url = `${api.repositoryUrl}/commits/${encodeURIComponent(commit)}/deployments`;
  const { key, sequence, name, description, state, environment } = deployment;
  const jsonOf = (spelled: Spelling) => ({
    key: key.slice(0, longestText),
    deploymentSequenceNumber: sequence,
    displayName: cut(spelled(name), longestText),
    description: cut(spelled(description), longestText),
    state: states[state],
    url: fittingLink([deployment.url, ...deployment.otherUrls], longestUrl),
    environment: {
      key: environment.key,
      displayName: cut(spelled(environment.name), longestText),
      type: environment.type,
      url: unlessTooLong(environment.url, longestUrl),
    },
  });
  try {
    await api.inStoredCharacters((spelled) =>
      // The same key, environment and sequence number are replaced, so a request whose answer was lost can be repeated.
      api.send('tell of a deployment', {
        method: 'POST',
        url,
        json: jsonOf(spelled),
        idempotent: true,
        signal,
      }),
    );
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  }
}
