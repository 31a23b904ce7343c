import type { Scenario } from './scenario.ts';

/** Marks of an environment that the pipe made for a branch. */
export function marks({ bitbucket }: Scenario, environment: string): Record<string, string> {
  return {
    managed_by: 'upsun-environments',
    repository: bitbucket.fullName,
    environment,
    kind: 'branch',
    branch: environment,
  };
}

/** Adds an environment that the pipe made for a branch. */
export async function addOwn(
  world: Scenario,
  id: string,
  status: 'active' | 'inactive' = 'inactive',
): Promise<void> {
  await world.upsun.addEnvironment({ id, status, parent: 'main', attributes: marks(world, id) });
}
