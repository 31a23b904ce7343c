import type { Clock } from '../clock.ts';
import { type Http, type HttpRequest, parseAnswer } from '../http/client.ts';
import { hasStatus, isDueTo } from '../http/errors.ts';
import type { EnvironmentChanges } from '../plan/actions.ts';
import type { Project } from '../plan/world.ts';
import { streamLog } from './activity-log.ts';
import { explainRefusal, notAllowed, unknownProject } from './errors.ts';
import {
  type Route,
  toActivity,
  toEnvironment,
  toRoutes,
  type UpsunActivity,
  type UpsunEnvironment,
} from './mapping.ts';
import { operate, type Operation, type OperationBody } from './operations.ts';
import * as schemas from './schemas.ts';
import type { Session } from './session.ts';
import type { Hosts } from './vendors.ts';

export type { Operation, OperationBody } from './operations.ts';
export type { FailedCommand, Route, UpsunActivity, UpsunEnvironment } from './mapping.ts';

export interface UpsunProject extends Project {
  /** Where its git server is, or the external repository where an integration feeds the project. */
  repositoryUrl: string;
  suspended: boolean;
}

/** What the project's settings tell. */
export interface ProjectSettings {
  /** Upsun Flex, where container sizes are chosen; a fixed plan otherwise. */
  flex: boolean;
  /** How many deployments run at once. */
  concurrency: number;
}

export interface Integration {
  id: string;
  type: string;
  repository: string | undefined;
}

/** Whose token it is. */
export interface UpsunUser {
  username: string;
  email: string | undefined;
}

/** One Upsun project. Every method throws a PipeError that says what was refused and what to do. */
export interface Upsun {
  /** `undefined` where Upsun takes the token and does not say whose it is. */
  user: () => Promise<UpsunUser | undefined>;
  project: () => Promise<UpsunProject>;
  /** `undefined` where the token may not read them. */
  settings: () => Promise<ProjectSettings | undefined>;
  /** `undefined` where the token may not list them. */
  integrations: () => Promise<Integration[] | undefined>;
  environments: () => Promise<UpsunEnvironment[]>;
  environment: (id: string) => Promise<UpsunEnvironment | undefined>;
  /** Newest first; none for an environment that does not exist. */
  activities: (id: string) => Promise<UpsunActivity[]>;
  activity: (id: string) => Promise<UpsunActivity>;
  edit: (id: string, changes: EnvironmentChanges) => Promise<void>;
  /** Resolves to the activity that the operation started; to `undefined` where the environment is so already. */
  operate: (id: string, operation: Operation, body?: OperationBody) => Promise<UpsunActivity | undefined>;
  /** Deletes an inactive environment. Throws where Upsun does not offer it, for instance because it has children. */
  remove: (environment: UpsunEnvironment) => Promise<void>;
  /** Routes of the current deployment, the primary one first; none where nothing is deployed. */
  routes: (id: string) => Promise<Route[]>;
  /** The log of an activity as it grows, until it is complete. */
  log: (activity: UpsunActivity, signal: AbortSignal) => AsyncIterable<string>;
  certify: (publicKey: string) => Promise<string>;
}

/** Milliseconds: projects with many environments are slow to list. */
const listTimeout = 60_000;
/** What a project has where nothing else was agreed. */
const defaultConcurrency = 2;

export function createUpsun(options: {
  session: Session;
  http: Http;
  hosts: Hosts;
  projectId: string;
  clock: Clock;
  signal: AbortSignal;
}): Upsun {
  const { session, hosts, projectId } = options;
  const projectUrl = `${hosts.api}/projects/${encodeURIComponent(projectId)}`;
  const environmentUrl = (id: string) => `${projectUrl}/environments/${encodeURIComponent(id)}`;

  async function send(asked: string, request: HttpRequest) {
    return session.send(request).catch((error: unknown) => {
      throw explainRefusal(error, asked, projectId);
    });
  }
  async function get<Value>(
    asked: string,
    schema: Parameters<typeof parseAnswer<Value>>[0],
    url: string,
    timeout?: number,
  ) {
    const request: HttpRequest = { method: 'GET', url, ...(timeout ? { timeout } : {}) };
    return parseAnswer(schema, `GET ${url}`, await send(asked, request));
  }

  const upsun: Upsun = {
    async user() {
      const url = `${hosts.api}/users/me`;
      try {
        const answer = await session.send({ method: 'GET', url });
        const { username, email } = parseAnswer(schemas.userAnswer, `GET ${url}`, answer);
        return { username, email: email ?? undefined };
      } catch (error) {
        if (hasStatus(error, 403, 404)) return undefined;
        throw explainRefusal(error, 'read whose token it is', projectId);
      }
    },
    async project() {
      const request: HttpRequest = { method: 'GET', url: projectUrl };
      const answer = await session.send(request).catch((error: unknown) => {
        throw hasStatus(error, 404)
          ? unknownProject(projectId, error)
          : explainRefusal(error, `read project ${projectId}`, projectId);
      });
      const project = parseAnswer(schemas.projectAnswer, `GET ${projectUrl}`, answer);
      return {
        id: project.id,
        title: project.title ?? project.id,
        defaultBranch: project.default_branch ?? 'main',
        repositoryUrl: project.repository.url,
        suspended: project.subscription?.suspended ?? false,
        environmentLimit: project.subscription?.environments ?? undefined,
      };
    },
    async settings() {
      const url = `${projectUrl}/settings`;
      try {
        const answer = await session.send({ method: 'GET', url });
        const settings = parseAnswer(schemas.settingsAnswer, `GET ${url}`, answer);
        return {
          flex: settings.sizing_api_enabled === true,
          concurrency: settings.concurrency_limits?.['*'] ?? defaultConcurrency,
        };
      } catch (error) {
        if (hasStatus(error, 403, 404)) return undefined;
        throw explainRefusal(error, "read the project's settings", projectId);
      }
    },
    async integrations() {
      const url = `${projectUrl}/integrations`;
      try {
        const answer = await session.send({ method: 'GET', url });
        const integrations = parseAnswer(schemas.integrationsAnswer, `GET ${url}`, answer);
        return integrations.map(({ repository, ...integration }) => ({
          ...integration,
          repository: repository ?? undefined,
        }));
      } catch (error) {
        // Only a project admin may list them, and the pipe needs no more than the environment types.
        if (hasStatus(error, 403, 404)) return undefined;
        throw explainRefusal(error, 'list the integrations', projectId);
      }
    },
    async environments() {
      const url = `${projectUrl}/environments`;
      return (await get('list the environments', schemas.environmentsAnswer, url, listTimeout)).map(
        toEnvironment,
      );
    },
    async environment(id) {
      return orNone(
        get(`read environment ${id}`, schemas.environmentAnswer, environmentUrl(id)).then(toEnvironment),
      );
    },
    async activities(id) {
      const url = `${environmentUrl(id)}/activities`;
      const activities = await orNone(get(`list the activities of ${id}`, schemas.activitiesAnswer, url));
      return (activities ?? []).map(toActivity);
    },
    async activity(id) {
      const url = `${projectUrl}/activities/${encodeURIComponent(id)}`;
      return toActivity(await get(`read activity ${id}`, schemas.activityAnswer, url));
    },
    async edit(id, { parent, title, clonesParentData, attributes, httpAccess }) {
      const access = httpAccess && {
        is_enabled: httpAccess.isEnabled,
        addresses: httpAccess.addresses,
        basic_auth: httpAccess.users,
      };
      const json = {
        parent,
        title,
        clone_parent_on_create: clonesParentData,
        attributes,
        http_access: access,
      };
      await send(`edit environment ${id}`, {
        method: 'PATCH',
        url: environmentUrl(id),
        json,
        idempotent: true,
      });
    },
    operate: (id, operation, body) => operate(id, operation, body, { ...options, upsun, post }),
    async remove({ id, status, links }) {
      if (!links['#delete']) throw notAllowed('delete', id, status);
      const request: HttpRequest = { method: 'DELETE', url: environmentUrl(id), idempotent: true };
      await send(`delete environment ${id}`, request).catch((error: unknown) => {
        if (!isDueTo(error, 404)) throw error;
      });
    },
    async routes(id) {
      const url = `${environmentUrl(id)}/deployments/current`;
      const deployment = await orNone(get(`read the deployment of ${id}`, schemas.deploymentAnswer, url));
      return deployment ? toRoutes(deployment) : [];
    },
    log: (activity, signal) => {
      const url = activity.logLink
        ? withoutQuery(onApi(activity.logLink))
        : `${projectUrl}/activities/${activity.id}/log`;
      return streamLog({ ...options, url, signal });
    },
    certify: session.certify,
  };
  return upsun;

  async function post(asked: string, link: string, json: unknown): Promise<UpsunActivity[]> {
    const answer = await send(asked, {
      method: 'POST',
      url: onApi(link),
      ...(json === undefined ? {} : { json }),
    });
    const { _embedded: embedded } = parseAnswer(schemas.operationAnswer, `POST ${link}`, answer);
    return (embedded?.activities ?? []).map(toActivity);
  }

  /** Links may name the host of a region. The path is kept, but the token goes to the configured API alone. */
  function onApi(link: string): string {
    const { pathname, search } = new URL(link, `${hosts.api}/`);
    return new URL(hosts.api).origin + pathname + search;
  }
}

/** A link taken from a list carries the query of that list, which the log refuses. */
function withoutQuery(url: string): string {
  const [bare = url] = url.split('?');
  return bare;
}

async function orNone<Value>(answer: Promise<Value>): Promise<Value | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isDueTo(error, 404)) return undefined;
    throw error;
  }
}
