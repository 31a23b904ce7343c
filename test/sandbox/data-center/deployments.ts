import { sentFields } from '../bitbucket/errors.ts';
import type { Answer, Request, Routes } from '../server.ts';
import { protect, type Resource, repositoryPath } from './access.ts';
import { commitReference, ofFullHash } from './commits.ts';
import { failure, invalidFields, problemsOf } from './errors.ts';
import { repositoryPayload } from './payloads.ts';
import type { Deployment, State } from './state.ts';

const deploymentsPath = `${repositoryPath}/commits/:commit/deployments`;
const limits = {
  required: ['deploymentSequenceNumber', 'description', 'displayName', 'environment', 'key', 'state', 'url'],
  longest: { key: 255, displayName: 255, description: 255, url: 1024 },
  choices: {
    state: ['PENDING', 'IN_PROGRESS', 'CANCELLED', 'FAILED', 'ROLLED_BACK', 'SUCCESSFUL', 'UNKNOWN'],
  },
};
const environmentLimits = {
  required: ['key', 'displayName'],
  longest: { key: 255, displayName: 255, url: 1024 },
  choices: { type: ['DEVELOPMENT', 'TESTING', 'STAGING', 'PRODUCTION'] },
};

/** The deployments of a commit, where the server keeps any. */
export function deploymentRoutes(state: State): Routes {
  const enabled = (answer: (commit: string, request: Request) => Answer): Resource =>
    ofFullHash((commit, request) =>
      state.settings.deployments ? answer(commit, request) : failure(404, 'Deployments are disabled'),
    );
  return {
    ...protect(state, 'READ', {
      [`POST ${deploymentsPath}`]: enabled((commit, { body }) =>
        writeDeployment(state, commit, sentFields(body)),
      ),
      [`GET ${deploymentsPath}`]: enabled((commit, { query }) => {
        const found = state.deployments.find((known) => known.commit === commit && isMeant(known, query));
        return found
          ? { status: 200, body: deploymentPayload(state, found) }
          : failure(404, 'There is no such deployment.');
      }),
    }),
    ...protect(state, 'ADMIN', {
      [`DELETE ${deploymentsPath}`]: enabled((commit, { query }) => {
        state.deployments = state.deployments.filter(
          (known) => known.commit !== commit || !isMeant(known, query),
        );
        return { status: 204 };
      }),
    }),
  };
}

function writeDeployment(state: State, commit: string, content: Record<string, unknown>): Answer {
  const environment = sentFields(content.environment);
  const problems = { ...problemsOf(environment, environmentLimits), ...problemsOf(content, limits) };
  if (Object.keys(problems).length > 0) return invalidFields(problems);
  const identity = {
    commit,
    key: String(content.key),
    environmentKey: String(environment.key),
    deploymentSequenceNumber: Number(content.deploymentSequenceNumber),
  };
  const deployment = { ...identity, state: String(content.state), content };
  const others = state.deployments.filter((known) => !isSame(known, identity));
  state.deployments = [...others, deployment];
  return { status: 200, body: deploymentPayload(state, deployment) };
}

function isSame(known: Deployment, other: Omit<Deployment, 'state' | 'content'>): boolean {
  return (
    known.commit === other.commit &&
    known.key === other.key &&
    known.environmentKey === other.environmentKey &&
    known.deploymentSequenceNumber === other.deploymentSequenceNumber
  );
}

function isMeant(
  { key, environmentKey, deploymentSequenceNumber }: Deployment,
  query: URLSearchParams,
): boolean {
  return (
    key === query.get('key') &&
    environmentKey === query.get('environmentKey') &&
    String(deploymentSequenceNumber) === query.get('deploymentSequenceNumber')
  );
}

function deploymentPayload(state: State, { commit, content }: Deployment) {
  return { ...content, toCommit: commitReference(commit), repository: repositoryPayload(state) };
}
