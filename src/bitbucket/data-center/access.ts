import type { Granted, Permission } from '../access.ts';
import type { Api, ApiOptions } from './api.ts';
import { applicationProperties, readableRepository } from './schemas.ts';

/** Who the pipe is for this server, and what it may do with the repository. */
export interface Access {
  /** `undefined`: Bitbucket takes the pipe for nobody, or does not say whose token it is. */
  user: () => Promise<string | undefined>;
  /**
   * A public repository can be read without it, and then is not listed among those with this permission.
   * https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
   */
  hasPermission: (permission: Permission) => Promise<boolean>;
  /**
   * As in `9.4.3`. Told to everybody, so that it proves no credentials.
   * https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
   */
  version: () => Promise<string>;
  granted: () => Promise<Granted>;
}

export function accessTo(api: Api, { serverUrl, repository, credentials }: ApiOptions): Access {
  const [project = ''] = repository.split('/');
  const access: Omit<Access, 'granted'> = {
    async user() {
      const { headers } = await api.send('read the repository', { method: 'GET', url: api.repositoryUrl });
      // Observed in https://github.com/renovatebot/renovate (read 2026-11-21), not documented.
      const name = headers['x-ausername'];
      return name === 'anonymous' ? undefined : name;
    },
    async hasPermission(permission) {
      const query = { projectkey: project, permission, archived: 'ALL' };
      const url = `${serverUrl}/rest/api/latest/repos`;
      for await (const repositories of api.pages('read its permissions', readableRepository, url, query)) {
        const found = repositories.some(
          (one) => `${one.project.key}/${one.slug}`.toLowerCase() === repository.toLowerCase(),
        );
        if (found) return true;
      }
      return false;
    },
    async version() {
      const url = `${serverUrl}/rest/api/latest/application-properties`;
      return (await api.get('read the version', applicationProperties, url)).version;
    },
  };
  return {
    ...access,
    async granted() {
      const [user, version] = await Promise.all([access.user(), access.version()]);
      const { variable } = credentials;
      return { kind: 'permission', variable, permission: await highest(access), user, version };
    },
  };
}

const fromTheHighest = ['REPO_ADMIN', 'REPO_WRITE', 'REPO_READ'] as const satisfies Permission[];

async function highest({ hasPermission }: Pick<Access, 'hasPermission'>): Promise<Permission | undefined> {
  for (const permission of fromTheHighest) if (await hasPermission(permission)) return permission;
  return undefined;
}
