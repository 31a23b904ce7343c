import * as z from 'zod';
import type { Branch, PullRequest, Repository } from '../../plan/world.ts';
import { wholeHash } from '../schemas.ts';

export const repositoryAnswer = z
  .object({ full_name: z.string(), uuid: z.string(), mainbranch: z.object({ name: z.string() }).nullish() })
  .transform(({ full_name, uuid, mainbranch }): Repository => ({
    fullName: full_name,
    uuid,
    mainBranch: mainbranch?.name,
  }));

export const branchAnswer = z
  .object({ name: z.string(), target: z.object({ hash: wholeHash }) })
  .transform(({ name, target }): Branch => ({ name, commit: target.hash }));

/**
 * The hash may be abbreviated: https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json (read 2026-11-21). That
 * the repository is left out where it was a fork that was deleted is inferred.
 */
const endpoint = z.object({
  branch: z.object({ name: z.string() }),
  commit: z.object({ hash: z.string() }).nullish(),
  repository: z.object({ uuid: z.string().optional(), full_name: z.string().optional() }).nullish(),
});

type Endpoint = z.infer<typeof endpoint>;

/** `undefined` for a fork that was deleted, which leaves no repository behind. */
function nameOf({ repository }: Endpoint): string | undefined {
  return repository?.uuid ?? repository?.full_name;
}

export const pullRequestAnswer = z
  .object({
    id: z.number(),
    title: z.string(),
    description: z.string().nullish().catch(null),
    state: z.enum(['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED']),
    draft: z.boolean().nullish().catch(null),
    source: endpoint,
    destination: endpoint,
    updated_on: z.string().nullish().catch(null),
  })
  .transform(({ source, destination, ...answer }): PullRequest => ({
    id: answer.id,
    title: answer.title,
    description: answer.description ?? '',
    state: answer.state,
    draft: answer.draft ?? false,
    ...sourceOf(source, destination),
    target: destination.branch.name,
    updatedAt: momentOf(answer.updated_on),
  }));

function sourceOf(source: Endpoint, destination: Endpoint): Pick<PullRequest, 'fork' | 'source'> {
  const fork = nameOf(source) !== nameOf(destination);
  const repository = fork ? source.repository?.full_name : undefined;
  const branch = { name: source.branch.name, commit: source.commit?.hash || undefined };
  return { fork, source: { ...branch, ...(repository ? { repository } : {}) } };
}

function momentOf(text: string | null | undefined): number | undefined {
  const milliseconds = Date.parse(text ?? '');
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** One of many by anybody: what is odd in those of others does not matter. */
export const statusAnswer = z.object({
  key: z.string().optional().catch(undefined),
  state: z.enum(['INPROGRESS', 'SUCCESSFUL', 'FAILED', 'STOPPED']).optional().catch(undefined),
});

const file = z.object({ path: z.string() }).nullish();

/** A file that is new has no old path, one that is gone no new one, and one that was renamed two. */
export const changeAnswer = z
  .object({ old: file, new: file })
  .transform((change) => [change.old, change.new].flatMap((one) => one?.path ?? []));

export const commitAnswer = z.object({ hash: wholeHash });

export function pageOf<Value>(item: z.ZodType<Value>) {
  return z.object({ values: z.array(item), next: z.string().nullish() });
}
