import { isLive } from '../../plan/live.ts';
import type { Settings } from '../../settings/parse.ts';
import type { UpsunEnvironment } from '../../upsun/upsun.ts';
import type { Check } from '../checks.ts';
import { skipped } from '../look.ts';

/** Whether what PULL_REQUEST_PARENT and BACKUP ask for can be had. Nothing where neither is set. */
export function checkWishes(environments: readonly UpsunEnvironment[], settings: Settings): Check[] {
  const { pullRequestParent: parent, buildPullRequests, backup } = settings;
  return [
    ...(parent !== undefined && buildPullRequests ? [checkParent(parent, environments)] : []),
    ...(backup ? [checkBackup(environments)] : []),
  ];
}

function checkParent(parent: string, environments: readonly UpsunEnvironment[]): Check {
  const name = 'Parent of previews';
  const environment = environments.find(({ id }) => id === parent);
  if (!environment)
    return {
      name,
      result: 'missing',
      detail: `the environment ${parent}, which PULL_REQUEST_PARENT names, does not exist, so every new preview fails`,
      remedy: `Create it: upsun environment:branch ${parent}. Or change PULL_REQUEST_PARENT.`,
    };
  if (isLive(environment))
    return { name, result: 'ok', detail: `${parent} is active and gives its data to new previews` };
  return {
    name,
    result: 'note',
    detail: `${parent} is ${environment.status}, so new previews get no data`,
    remedy: `Activate it: upsun environment:activate ${parent}`,
  };
}

function checkBackup(environments: readonly UpsunEnvironment[]): Check {
  const name = 'Backups';
  const production = environments.find(({ isMain }) => isMain);
  if (!production || production.status === 'dirty' || Object.keys(production.links).length === 0)
    return skipped(name, 'cannot be told while something runs on production');
  if (production.links['#backup'])
    return { name, result: 'ok', detail: `${production.id} can be backed up before a deployment` };
  return {
    name,
    result: 'missing',
    detail: `BACKUP is true, and the token is not allowed to back up ${production.id}, so no deployment to it will begin`,
    remedy:
      'Give the machine user the admin role on the environment type production (Upsun console, Access), or unset BACKUP.',
  };
}
