import type { Answer } from '../server.ts';
import type { Resource } from './access.ts';
import { ofCommit } from './commits.ts';
import { failure, invalidFields, sentFields } from './errors.ts';
import { listing } from './listing.ts';
import { repositoryUrl } from './payloads.ts';
import { repositoryPath } from './repository.ts';
import { type BuildStatus, newUuid, now, type State } from './state.ts';

const statusesPath = `${repositoryPath}/commit/:commit/statuses`;
const states = ['INPROGRESS', 'SUCCESSFUL', 'FAILED', 'STOPPED'];
const longest: Record<string, number> = { key: 40, name: 255, url: 450 };

/** The build statuses of a commit, one per key. */
export function statusResources(state: State): Record<string, Resource> {
  const payload = (status: BuildStatus) => statusPayload(state, status);
  return {
    [`GET ${statusesPath}`]: ofCommit(state, (commit, request) => {
      const refname = request.query.get('refname');
      const statuses = latestStatuses(state, commit).filter(
        (status) => refname === null || status.refname === refname,
      );
      return listing(request, statuses.map(payload));
    }),
    [`POST ${statusesPath}/build`]: ofCommit(state, (commit, { body }) =>
      writeStatus(state, commit, sentFields(body), 201),
    ),
    [`GET ${statusesPath}/build/:key`]: ofCommit(state, (commit, { params: { key = '' } }) => {
      const found = latestStatus(state, commit, key);
      return found ? { status: 200, body: payload(found) } : noSuchStatus(key);
    }),
    [`PUT ${statusesPath}/build/:key`]: ofCommit(state, (commit, { body, params: { key = '' } }) => {
      const present = latestStatus(state, commit, key);
      if (!present) return noSuchStatus(key);
      return writeStatus(state, commit, { ...present, ...sentFields(body), key }, 200);
    }),
  };
}

/** Every version of a commit's statuses, in the order in which they were written. */
export function statusHistory(state: State, commit: string): BuildStatus[] {
  return state.statuses.filter((status) => status.commit.startsWith(commit));
}

/** The last version of a commit's status, of one key or of all. */
export function latestStatus(state: State, commit: string, key?: string): BuildStatus | undefined {
  return statusHistory(state, commit).findLast((status) => key === undefined || status.key === key);
}

function latestStatuses(state: State, commit: string): BuildStatus[] {
  const byKey = new Map(statusHistory(state, commit).map((status) => [status.key, status]));
  return [...byKey.values()];
}

function writeStatus(state: State, commit: string, sent: Record<string, unknown>, code: number): Answer {
  const problems = problemsOf(sent);
  if (Object.keys(problems).length > 0) return invalidFields(problems);
  const { key, state: buildState, url } = sent as { key: string; state: string; url: string };
  const present = latestStatus(state, commit, key);
  const status: BuildStatus = {
    uuid: present?.uuid ?? newUuid(),
    commit,
    key,
    state: buildState,
    url,
    ...texts(sent),
    createdOn: present?.createdOn ?? now(),
    updatedOn: now(),
  };
  state.statuses.push(status);
  return { status: code, body: statusPayload(state, status) };
}

function texts({ name, description, refname }: Record<string, unknown>) {
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof refname === 'string' ? { refname } : {}),
  };
}

function problemsOf(sent: Record<string, unknown>): Record<string, string[]> {
  const problems: Record<string, string[]> = {};
  for (const field of ['key', 'state', 'url']) {
    if (typeof sent[field] !== 'string' || sent[field] === '') problems[field] = ['This field is required.'];
  }
  for (const [field, limit] of Object.entries(longest)) {
    const value = sent[field];
    if (typeof value === 'string' && value.length > limit) {
      problems[field] = [`Ensure this value has at most ${limit} characters (it has ${value.length}).`];
    }
  }
  if (!problems.state && !states.includes(sent.state as string)) {
    problems.state = [`"${sent.state as string}" is not a valid choice.`];
  }
  return problems;
}

function noSuchStatus(key: string): Answer {
  return failure(404, `Build status "${key}" not found`);
}

function statusPayload(state: State, status: BuildStatus) {
  const commit = `${repositoryUrl(state)}/commit/${status.commit}`;
  return {
    type: 'build',
    uuid: status.uuid,
    key: status.key,
    state: status.state,
    url: status.url,
    ...texts({ ...status }),
    created_on: status.createdOn,
    updated_on: status.updatedOn,
    links: {
      self: { href: `${commit}/statuses/build/${encodeURIComponent(status.key)}` },
      commit: { href: commit },
    },
  };
}
