import { fixedPlan, limitOf } from '../../observe/project.ts';
import { roomOf } from '../../plan/room.ts';
import type { Repository } from '../../plan/world.ts';
import type { Settings } from '../../settings/parse.ts';
import { refuseConflict } from '../../upsun/conflict.ts';
import type { Integration, ProjectSettings, UpsunEnvironment, UpsunProject } from '../../upsun/upsun.ts';
import type { Check } from '../checks.ts';
import { problemOf, skipped } from '../look.ts';

/** Whether nobody else brings code into the project. */
export function checkIntegrations(
  project: UpsunProject,
  integrations: readonly Integration[] | undefined,
  environments: readonly UpsunEnvironment[],
): Check {
  const name = 'Integrations';
  try {
    refuseConflict(project, integrations, environments);
  } catch (error) {
    return problemOf(name, error);
  }
  const detail = integrations
    ? 'none brings code into the project'
    : 'the token may not list them, and nothing else tells of one';
  return { name, result: 'ok', detail };
}

/** Whether the project is of the kind that RESOURCES_INIT is for. */
export function checkContainerSizes(
  project: UpsunProject,
  known: ProjectSettings | undefined,
  { resourcesInit: asked }: Settings,
): Check {
  const name = 'Container sizes';
  if (!known) {
    const detail =
      'whether the project is on Flex or has a fixed plan cannot be told: its settings may not be read';
    return skipped(name, detail);
  }
  if (asked && !known.flex) return problemOf(name, fixedPlan(project, asked));
  const chosen = asked ? `first sizes by RESOURCES_INIT=${asked}` : 'first sizes are chosen by Upsun';
  const detail = known.flex ? `Upsun Flex; ${chosen}` : 'a fixed plan, which decides them';
  return { name, result: 'ok', detail };
}

/** Whether another environment can be made active. */
export function checkRoom(
  project: UpsunProject,
  known: ProjectSettings | undefined,
  environments: readonly UpsunEnvironment[],
  settings: Settings,
): Check {
  const name = 'Room';
  if (!settings.buildPullRequests && settings.activateBranches.length === 0)
    return skipped(name, 'the settings ask for no active environment beside production');
  const room = roomOf({
    project: { ...project, environmentLimit: limitOf(project, known) },
    environments: new Map(environments.map((environment) => [environment.id, environment])),
  });
  if (!room) return { name, result: 'ok', detail: 'nothing limits the number of environments' };
  const detail = `${room.taken} of the ${room.limit} environments that the plan allows are active or paused`;
  if (room.taken < room.limit) return { name, result: 'ok', detail };
  if (settings.onLimit === 'evict')
    return {
      name,
      result: 'note',
      detail: `${detail}; the next one takes the place of the longest idle one`,
    };
  const remedy =
    'Delete environments that nobody needs, let PULL_REQUEST_TTL or ON_LIMIT=evict make room, or add environments to the plan.';
  return { name, result: 'missing', detail, remedy };
}

/** Whether a push to Bitbucket's main branch, or a tag, updates production. */
export function checkDefaultBranch(
  project: UpsunProject | undefined,
  repository: Repository | undefined,
  { releaseTags }: Pick<Settings, 'releaseTags'>,
): Check {
  const name = 'Default branch';
  if (!project || !repository)
    return skipped(name, `the ${project ? 'repository' : 'project'} could not be read`);
  const { mainBranch } = repository;
  if (!mainBranch) return skipped(name, 'the repository has none yet');
  const { id, defaultBranch } = project;
  if (releaseTags.length > 0)
    return {
      name,
      result: 'ok',
      detail: `${mainBranch} on Bitbucket, ${defaultBranch} on Upsun, which follows RELEASE_TAGS`,
    };
  if (mainBranch === defaultBranch) return { name, result: 'ok', detail: `${mainBranch} on both sides` };
  return {
    name,
    result: 'missing',
    detail: `it is ${mainBranch} on Bitbucket and ${defaultBranch} on Upsun, so no push updates production`,
    remedy: `Give them one name: upsun project:info default_branch ${mainBranch} --project ${id}`,
  };
}
