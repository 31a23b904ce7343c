import type { RepositoryReader } from '../bitbucket/bitbucket.ts';
import { PipeError } from '../errors.ts';
import type { Snapshot } from '../plan/desired.ts';
import type { Settings } from '../settings/parse.ts';
import { refuseConflict } from '../upsun/conflict.ts';
import { suspended } from '../upsun/errors.ts';
import {
  defaultConcurrency,
  type ProjectSettings,
  type UpsunEnvironment,
  type UpsunProject,
  type UpsunReader,
} from '../upsun/upsun.ts';

/** What every command is planned from. */
export interface ObservedProject extends Snapshot {
  project: UpsunProject;
  /** How many deployments run at once. */
  concurrency: number;
}

/**
 * Reads the project, its environments and the repository. Throws where the project must not be touched: it is
 * suspended, fed by an integration of its own, or not of the kind that the settings ask for.
 */
export async function observeProject({
  upsun,
  reader,
  settings,
}: {
  upsun: Pick<UpsunReader, 'project' | 'settings' | 'integrations' | 'environments'>;
  reader: Pick<RepositoryReader, 'repository'>;
  settings: Pick<Settings, 'resourcesInit'>;
}): Promise<ObservedProject> {
  const [project, known, integrations, environments, repository] = await Promise.all([
    upsun.project(),
    upsun.settings(),
    upsun.integrations(),
    listEnvironments(upsun),
    reader.repository(),
  ]);
  if (project.suspended) throw suspended(project.id);
  refuseConflict(project, integrations, [...environments.values()]);
  if (settings.resourcesInit && known?.flex === false) throw fixedPlan(project, settings.resourcesInit);
  return {
    project: { ...project, environmentLimit: limitOf(project, known) },
    concurrency: known?.concurrency ?? defaultConcurrency,
    environments,
    repository,
  };
}

/** The environments of the project as they are now, by id. */
export async function listEnvironments(
  upsun: Pick<UpsunReader, 'environments'>,
): Promise<Map<string, UpsunEnvironment>> {
  const environments = await upsun.environments();
  return new Map(environments.map((environment) => [environment.id, environment]));
}

/** Flex is paid by use; what its subscription says of a number of environments limits nothing. */
export function limitOf(project: UpsunProject, settings: ProjectSettings | undefined): number | undefined {
  return settings?.flex ? undefined : project.environmentLimit;
}

export function fixedPlan({ id }: UpsunProject, asked: string): PipeError {
  return new PipeError(
    'configuration',
    `RESOURCES_INIT=${asked} is for Upsun Flex, and project ${id} has a fixed plan: the plan decides how large its containers are.`,
    { remedy: 'Remove RESOURCES_INIT from the step.' },
  );
}
