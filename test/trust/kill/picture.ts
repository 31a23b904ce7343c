import type { TrustWorld } from './world.ts';

/** Everything of a world that somebody could care about, in words that are the same in each world of a story. */
export interface Picture {
  environments: Record<string, unknown>;
  /** Of each commit: its statuses, as they are now. */
  statuses: Record<string, unknown>;
  /** How many comments too many a pull request has. A run that repairs writes none for what it finds up to date. */
  superfluousComments: Record<string, number>;
}

/** Takes the picture once Upsun is at rest. */
export async function takePicture(world: TrustWorld): Promise<Picture> {
  const { upsun, bitbucket, commits } = world;
  await upsun.settled();
  const environments = upsun.environments().map((environment) => {
    const { id, head, deployedCommit } = environment;
    return [id, { ...environment, url: undefined, isCurrent: head === deployedCommit }] as const;
  });
  const pullRequests = await bitbucket.pullRequests();
  const ofCommits = (tell: (commit: string) => unknown) =>
    Object.fromEntries([...commits].map(([commit, name]) => [name, tell(commit)]));
  const picture: Picture = {
    environments: Object.fromEntries(environments),
    statuses: ofCommits((commit) => latestStatuses(world, commit)),
    superfluousComments: Object.fromEntries(
      pullRequests.map(({ id }) => [id, Math.max(0, bitbucket.comments(id).length - 1)]),
    ),
  };
  return JSON.parse(withoutAccidents(JSON.stringify(picture), world)) as Picture;
}

/** Their descriptions also tell what a run did, which is another thing for one that repairs. */
function latestStatuses(world: TrustWorld, commit: string): Record<string, string> {
  return Object.fromEntries(
    world.bitbucket
      .statuses(commit)
      .map(({ key, state, url }) => [key, `${state}, ${nameAddress(world, url)}`]),
  );
}

/** A status links an environment's site, or something in Upsun's console. */
function nameAddress({ upsun }: TrustWorld, address: string): string {
  const site = upsun.environments().find(({ url }) => url !== undefined && address.startsWith(url));
  return site ? `site of ${site.id}` : address.replace(/\/log\/\w+/, '/log/some-activity');
}

/** Hashes, ports and ids. */
function withoutAccidents(text: string, { commits, bitbucket }: TrustWorld): string {
  const named = [...commits].reduce(
    (all, [hash, name]) => all.replaceAll(hash, name).replaceAll(hash.slice(0, 12), name),
    text,
  );
  return named
    .replaceAll(bitbucket.uuid, 'some uuid')
    .replaceAll(/\b[0-9a-f]{40}\b/g, 'some commit')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'loopback');
}

/** What differs between two pictures, a line each. */
export function contrast(actual: Picture, expected: Picture): string[] {
  const [is, shouldBe] = [leavesOf(actual), leavesOf(expected)];
  return [...new Set([...is.keys(), ...shouldBe.keys()])]
    .filter((path) => is.get(path) !== shouldBe.get(path))
    .map((path) => `${path}: ${is.get(path) ?? 'nothing'} instead of ${shouldBe.get(path) ?? 'nothing'}`);
}

function leavesOf(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path, JSON.stringify(value)]]);
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...leavesOf(inner, `${path}/${key}`)]));
}
