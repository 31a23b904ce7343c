import type { TrustWorld } from './kill/world.ts';

/** Opens a pull request from a new branch, and returns its number. */
export async function open(
  { repository, bitbucket }: TrustWorld,
  name: string,
  target = 'main',
): Promise<number> {
  const source = `feature/${name}`;
  await repository.commit(source, { [`${name}.html`]: name }, { from: target });
  return bitbucket.openPullRequest({ source, target, title: `Add ${name}` });
}

/** Opens a pull request that has its environment already, and returns its number. */
export async function openWithEnvironment(world: TrustWorld, name: string): Promise<number> {
  const number = await open(world, name);
  const id = `pr-${number}`;
  const attributes = {
    managed_by: 'upsun-environments',
    repository: world.bitbucket.fullName,
    environment: id,
    kind: 'pull-request',
    branch: `feature/${name}`,
    pull_request: String(number),
  };
  await world.upsun.addEnvironment({
    id,
    status: 'active',
    parent: 'main',
    title: `PR ${number}: Add ${name}`,
    attributes,
  });
  return number;
}
