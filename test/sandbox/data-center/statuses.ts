import { sentFields } from '../bitbucket/errors.ts';
import { now } from '../bitbucket/state.ts';
import type { Answer, Routes } from '../server.ts';
import { protect, repositoryPath } from './access.ts';
import { ofFullHash } from './commits.ts';
import { failure, invalidFields, problemsOf } from './errors.ts';
import { type BuildStatus, isAtLeast, type State, timestamp } from './state.ts';

const buildsPath = `${repositoryPath}/commits/:commit/builds`;
const longest = { key: 255, url: 450, name: 255, ref: 1024, parent: 1024, buildNumber: 255 };

/** The build statuses of a commit, which may be one that the repository does not have (yet). */
export function statusRoutes(state: State): Routes {
  return {
    ...protect(state, 'READ', {
      [`POST ${buildsPath}`]: ofFullHash((commit, { body }) => writeStatus(state, commit, sentFields(body))),
      [`GET ${buildsPath}`]: ofFullHash((commit, { query }) => {
        const key = query.get('key');
        if (!key) return failure(400, 'The query parameter key is required.');
        const found = latestStatus(state, commit, key);
        if (found) return { status: 200, body: statusPayload(found) };
        return failure(404, `No build status with key ${key} on commit ${commit}`);
      }),
    }),
    ...protect(state, 'ADMIN', {
      [`DELETE ${buildsPath}`]: ofFullHash((commit, { query }) => {
        const key = query.get('key');
        state.statuses = state.statuses.filter((status) => status.commit !== commit || status.key !== key);
        return { status: 204 };
      }),
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

function writeStatus(state: State, commit: string, sent: Record<string, unknown>): Answer {
  const problems = { ...problemsOf(sent, limitsOf(state)), ...formProblems(sent) };
  if (Object.keys(problems).length > 0) return invalidFields(problems);
  const { name, description, ref, parent } = sent;
  // A status with a ref and one without are two, even of the same key.
  const present = statusHistory(state, commit).findLast(
    (status) => status.key === sent.key && status.ref === ref,
  );
  state.statuses.push({
    commit,
    key: String(sent.key),
    state: String(sent.state),
    url: String(sent.url),
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof ref === 'string' ? { ref } : {}),
    ...(typeof parent === 'string' ? { parent } : {}),
    content: sent,
    createdOn: present?.createdOn ?? now(),
    updatedOn: now(),
  });
  return { status: 204 };
}

function limitsOf(state: State) {
  const since8 = isAtLeast(state, 8, 0) ? ['CANCELLED', 'UNKNOWN'] : [];
  return {
    required: ['key', 'state', 'url'],
    longest,
    choices: { state: ['SUCCESSFUL', 'FAILED', 'INPROGRESS', ...since8] },
  };
}

function formProblems({ url, ref }: Record<string, unknown>): Record<string, string> {
  return {
    ...(typeof url === 'string' && !URL.canParse(url) ? { url: 'must be an absolute URL' } : {}),
    ...(typeof ref === 'string' && !ref.startsWith('refs/')
      ? { ref: String.raw`must match "^refs\/.*"` }
      : {}),
  };
}

function statusPayload({ content, createdOn, updatedOn }: BuildStatus) {
  const { lastUpdated: _, ...fields } = content;
  return { ...fields, createdDate: timestamp(createdOn), updatedDate: timestamp(updatedOn) };
}
