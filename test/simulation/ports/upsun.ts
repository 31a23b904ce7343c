/** The project as the pipe's own reader and writer show it. */
import { HttpError, isDueTo, unreachable } from '../../../src/http/errors.ts';
import type { HttpRequest } from '../../../src/http/client.ts';
import { explainRefusal } from '../../../src/upsun/errors.ts';
import type { Api } from '../../../src/upsun/api.ts';
import type { UpsunActivity, UpsunEnvironment, UpsunReader } from '../../../src/upsun/upsun.ts';
import { shownStatus } from '../world/activities.ts';
import { siteOf } from '../world/site.ts';
import { edit, obstacle, operate, type Operation } from '../world/operations.ts';
import type { Activity, Environment } from '../world/upsun.ts';
import { Refusal, type World } from '../world/world.ts';
import { call, type Process } from './call.ts';

const api = 'https://api.upsun.com';
const operations: Operation[] = ['activate', 'resume', 'redeploy', 'deactivate', 'synchronize', 'delete'];

/** What the pipe is told of a refusal: the words of the server repeat the token, as badly made servers do. */
function upsunFailure(asked: string, secret: string) {
  return (what: number | 'unreachable') => {
    if (what === 'unreachable') return unreachable(new URL(api), new Error(`reset ${secret}`), 30);
    const body = JSON.stringify({ message: `No. Authorization was: Bearer ${secret}` });
    return explainRefusal(new HttpError(api, asked, { status: what, body, headers: {} }), asked, 'abc123');
  };
}

export function upsunReader(world: World, process: Process, secret: string): UpsunReader {
  const { project } = world;
  const ask = <Value>(asked: string, answer: () => Value, signal?: AbortSignal) =>
    call(process, answer, { failure: upsunFailure(asked, secret), signal });
  /** What is not there is no error for a reader. */
  const find = <Value, Absent>(asked: string, answer: () => Value, absent: Absent) =>
    ask(asked, answer).catch((error: unknown) => {
      if (isDueTo(error, 404)) return absent;
      throw error;
    });
  return {
    user: async () => undefined,
    project: () =>
      ask('read the project', () => ({
        id: project.id,
        title: 'Shop',
        defaultBranch: project.defaultBranch,
        environmentLimit: project.environmentLimit,
        repositoryUrl: 'abc123@git.eu-5.platform.sh:abc123.git',
        suspended: false,
      })),
    settings: () => find('read the settings', () => ({ flex: false, concurrency: 2 }), undefined),
    integrations: () => find('list the integrations', () => [], undefined),
    environments: () =>
      ask('list the environments', () => [...project.environments.values()].map((one) => shown(world, one))),
    environment: (id) =>
      find(
        `read environment ${id}`,
        () => {
          const environment = project.environments.get(id);
          return environment && shown(world, environment);
        },
        undefined,
      ),
    activities: (id, types) =>
      find(
        `list the activities of ${id}`,
        () =>
          project.activities
            .filter(({ environment, type }) => environment === id && types.includes(type))
            .map(shownActivity)
            .toReversed(),
        [],
      ),
    activity: (id) =>
      find(
        `read activity ${id}`,
        () => project.activities.filter((one) => one.id === id).map(shownActivity)[0],
        undefined,
      ),
    variables: async () => [],
    backups: async () => [],
    routes: (id) =>
      find(
        `read the deployment of ${id}`,
        () => {
          const environment = project.environments.get(id);
          return environment?.status === 'active' && environment.deployed !== undefined
            ? [{ url: siteOf(environment), primary: true, type: 'upstream' }]
            : [];
        },
        [],
      ),
    async *log(_activity, signal) {
      try {
        yield await ask('read a log', () => `Building with ${secret}\n`, signal);
      } catch {
        // As the real one: the activity itself tells how it ended.
      }
    },
  };
}

function shown(world: World, environment: Environment): UpsunEnvironment {
  const { id, title, type, parent, head, attributes, users, clonesParentData, createdAt } = environment;
  const possible = operations.filter((one) => obstacle(world, environment, one) === undefined);
  const links = possible.map((one) => [`#${one}`, `${api}/${encodeURIComponent(id)}/${one}`]);
  if (environment.status !== 'deleting') links.push(['#edit', `${api}/${encodeURIComponent(id)}`]);
  return {
    id,
    title,
    type,
    isMain: id === world.project.defaultBranch,
    status: shownStatus(world, environment),
    parent,
    headCommit: head,
    hasDeployment: environment.status === 'active' && environment.deployed !== undefined,
    clonesParentData,
    attributes: { ...attributes },
    httpAccess: { isEnabled: true, users: { ...users }, addresses: [] },
    createdAt,
    lastDeploymentAt: environment.lastDeploymentAt,
    lastDeploymentFailure: environment.lastFailure,
    links: Object.fromEntries(links) as Record<string, string>,
    hasRemote: false,
  };
}

function shownActivity({
  id,
  type,
  state,
  result,
  failureReason,
  commands,
  commit,
  at,
}: Activity): UpsunActivity {
  const percent = result === null ? 50 : 100;
  return { id, type, state, result, failureReason, commands, commit, percent, at, logLink: undefined };
}

/** Where the real writer sends what changes something. */
export function upsunApi(world: World, process: Process, secret: string): Api {
  return {
    apiUrl: api,
    projectId: 'abc123',
    projectUrl: api,
    environmentUrl: (id) => `${api}/${encodeURIComponent(id)}`,
    onApi: (link) => link,
    get: unused,
    find: unused,
    getIfAllowed: unused,
    send: (asked, request) =>
      call(process, () => take(world, process.number, request), { failure: upsunFailure(asked, secret) }),
  };
}

function take(world: World, by: number, { method, url, json }: HttpRequest) {
  const [id = '', operation] = url
    .slice(api.length + 1)
    .split('/')
    .map(decodeURIComponent);
  if (method === 'PATCH') {
    edit(world, id, editOf(json as Record<string, unknown>), by);
    return accepted([]);
  }
  if (method === 'DELETE') {
    operate(world, id, 'delete', by);
    return accepted([]);
  }
  const asked = operations.find((one) => one === operation);
  if (!asked) throw new Refusal(404, 'No such operation.');
  return accepted([rawActivity(operate(world, id, asked, by))]);
}

function accepted(activities: unknown[]) {
  return { status: 200, headers: {}, body: JSON.stringify({ _embedded: { activities } }) };
}

function unused(): never {
  throw new Error('Only the reader asks for this.');
}

function editOf({ parent, title, clone_parent_on_create, attributes, http_access }: Record<string, unknown>) {
  return {
    parent: parent as string | undefined,
    title: title as string | undefined,
    clonesParentData: clone_parent_on_create as boolean | undefined,
    attributes: attributes as Record<string, string> | undefined,
    users: (http_access as { basic_auth: Record<string, string> } | undefined)?.basic_auth,
  };
}

function rawActivity({ id, type, state, result, commit }: Activity) {
  return { id, type, state, result, completion_percent: 0, parameters: { new_commit: commit }, _links: {} };
}
