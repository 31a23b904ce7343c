import type { Clock } from '../clock.ts';
import type { Http } from '../http/client.ts';
import { isDueTo } from '../http/errors.ts';
import { oneLine } from '../text/plain-text.ts';
import { streamLog } from './activity-log.ts';
import type { Api } from './api.ts';
import { unknownProject } from './errors.ts';
import { toActivity, toBackups, toEnvironment, toRoutes, toVariables } from './mapping.ts';
import * as schemas from './schemas.ts';
import type { Session } from './session.ts';
import { defaultConcurrency, type UpsunProject, type UpsunReader } from './upsun.ts';

/** Milliseconds: projects with many environments are slow to list. */
const listTimeout = 60_000;

/** Reads one project through Upsun's API. */
export function createReader(
  api: Api,
  {
    http,
    session,
    clock,
  }: { http: Pick<Http, 'stream'>; session: Pick<Session, 'authorization'>; clock: Clock },
): UpsunReader {
  const { projectUrl, environmentUrl } = api;
  return {
    async user() {
      const url = `${api.apiUrl}/users/me`;
      const user = await api.getIfAllowed('read whose token it is', schemas.userAnswer, url);
      return user && { username: user.username, email: user.email ?? undefined };
    },
    project: () => readProject(api),
    async settings() {
      const url = `${projectUrl}/settings`;
      const settings = await api.getIfAllowed("read the project's settings", schemas.settingsAnswer, url);
      return (
        settings && {
          flex: settings.sizing_api_enabled === true,
          concurrency: settings.concurrency_limits?.['*'] ?? defaultConcurrency,
        }
      );
    },
    async integrations() {
      const url = `${projectUrl}/integrations`;
      // Only a project admin may list them, and the pipe needs no more than the environment types.
      const found = await api.getIfAllowed('list the integrations', schemas.integrationsAnswer, url);
      return found?.map(({ repository, ...integration }) => ({
        ...integration,
        repository: repository ?? undefined,
      }));
    },
    async environments() {
      const url = `${projectUrl}/environments`;
      const listed = await api.get('list the environments', schemas.environmentsAnswer, url, listTimeout);
      return listed.map(toEnvironment);
    },
    async environment(id) {
      const asked = `read environment ${id}`;
      const found = await api.find(asked, schemas.environmentAnswer, environmentUrl(id));
      return found && toEnvironment(found);
    },
    async activities(id, types) {
      // https://github.com/upsun/cli (legacy, ActivityLoader.php), read 2026-11-25: these are in no OpenAPI document.
      const query = new URLSearchParams(types.map((type): [string, string] => ['type', type]));
      const url = `${environmentUrl(id)}/activities?${query.toString()}`;
      const activities = await api.find(`list the activities of ${id}`, schemas.activitiesAnswer, url);
      // A server that does not know the filter ignores it.
      return (activities ?? []).map(toActivity).filter(({ type }) => types.includes(type));
    },
    async activity(id) {
      const url = `${projectUrl}/activities/${encodeURIComponent(id)}`;
      const found = await api.find(`read activity ${id}`, schemas.activityAnswer, url);
      return found && toActivity(found);
    },
    async routes(id) {
      const url = `${environmentUrl(id)}/deployments/current`;
      const deployment = await api.find(`read the deployment of ${id}`, schemas.deploymentAnswer, url);
      return deployment ? toRoutes(deployment) : [];
    },
    async variables(id) {
      const url = `${environmentUrl(id)}/variables`;
      return toVariables(await api.get(`list the variables of ${id}`, schemas.variablesAnswer, url));
    },
    async backups(id) {
      const url = `${environmentUrl(id)}/backups`;
      return toBackups(await api.get(`list the backups of ${id}`, schemas.backupsAnswer, url));
    },
    log({ id, logLink }, signal) {
      const url = logLink ? withoutQuery(api.onApi(logLink)) : `${projectUrl}/activities/${id}/log`;
      return streamLog({ http, session, clock, url, signal });
    },
  };
}

async function readProject({ get, projectUrl, projectId }: Api): Promise<UpsunProject> {
  const asked = `read project ${projectId}`;
  const project = await get(asked, schemas.projectAnswer, projectUrl).catch((error: unknown) => {
    throw isDueTo(error, 404) ? unknownProject(projectId, error) : error;
  });
  return {
    id: project.id,
    title: oneLine(project.title ?? '') || project.id,
    defaultBranch: project.default_branch ?? 'main',
    repositoryUrl: project.repository.url,
    suspended: project.subscription?.suspended ?? false,
    environmentLimit: project.subscription?.environments ?? undefined,
  };
}

/** A link taken from a list carries the query of that list, which the log refuses. */
function withoutQuery(url: string): string {
  const [bare = url] = url.split('?');
  return bare;
}
