import * as z from 'zod';
import type { Branch, PullRequest, Repository } from '../../plan/world.ts';
import type { PullRequestComment } from '../reports.ts';
import { wholeHash } from '../schemas.ts';

export const repositoryAnswer = z
  .object({
    id: z.number(),
    hierarchyId: z.string().nullish(),
    slug: z.string(),
    project: z.object({ key: z.string() }),
  })
  .transform(({ id, hierarchyId, slug, project }): Omit<Repository, 'mainBranch'> => ({
    fullName: `${project.key}/${slug}`,
    // The number counts from 1 on every server. The random name that a repository shares with its forks sets servers
    // apart (inferred).
    uuid: hierarchyId ? `${hierarchyId}/${id}` : String(id),
  }));

export const defaultBranchAnswer = z.object({ id: z.string() }).transform(({ id }) => branchName(id));

export const branchAnswer = z
  .object({ id: z.string(), latestCommit: wholeHash })
  .transform(({ id, latestCommit }): Branch => ({ name: branchName(id), commit: latestCommit }));

/** A repository that the credentials cannot see, or a fork that was deleted, is left out (observed, not documented). */
const source = z.object({
  id: z.string(),
  latestCommit: z.string().nullish(),
  repository: z.object({ id: z.number() }).nullish(),
});
const target = z.object({ id: z.string(), repository: z.object({ id: z.number() }) });

export const pullRequestAnswer = z
  .object({
    id: z.number(),
    title: z.string(),
    description: z.string().nullish().catch(null),
    state: z.enum(['OPEN', 'MERGED', 'DECLINED']),
    // Since 8.18: https://developer.atlassian.com/server/bitbucket/reference/api-changelog/ (read 2026-11-25)
    draft: z.boolean().nullish().catch(null),
    updatedDate: z.number().nullish().catch(null),
    fromRef: source,
    toRef: target,
  })
  .transform(({ fromRef, toRef, ...answer }): PullRequest => {
    const fork = fromRef.repository?.id !== toRef.repository.id;
    return {
      id: answer.id,
      title: answer.title,
      description: answer.description ?? '',
      state: answer.state,
      draft: answer.draft ?? false,
      fork,
      source: {
        name: branchName(fromRef.id),
        commit: fromRef.latestCommit || undefined,
        // Observed in https://github.com/jenkinsci/bitbucket-branch-source-plugin (read 2026-11-21), not documented.
        ...(fork ? { ref: `refs/pull-requests/${answer.id}/from` } : {}),
      },
      target: branchName(toRef.id),
      updatedAt: answer.updatedDate ?? undefined,
    };
  });

const path = z
  .object({ components: z.array(z.string()) })
  .transform(({ components }) => components.join('/'));

/** What was copied from elsewhere did not change there; what was moved did. */
const change = z
  .object({ path, srcPath: path.nullish(), type: z.string().nullish() })
  .transform((one) => (one.type === 'MOVE' && one.srcPath ? [one.srcPath, one.path] : [one.path]));

/** A page of changes. `toHash`: the commit of the source; observed, not documented. */
export const changesAnswer = z.object({
  values: z.array(change),
  isLastPage: z.boolean(),
  start: z.number().nullish(),
  nextPageStart: z.number().nullish(),
  toHash: z.string().optional(),
});

export const commitAnswer = z.object({ id: wholeHash });

export const commentAnswer = z
  .object({ id: z.number(), version: z.number(), text: z.string() })
  .transform(({ id, version, text }): PullRequestComment & { version: number } => ({ id, version, text }));

/** Of all activities, one that added a comment to the pull request as a whole and not to one of its files. */
export const commentActivity = z.object({
  action: z.literal('COMMENTED'),
  commentAction: z.literal('ADDED'),
  commentAnchor: z.null().optional(),
  comment: commentAnswer,
});

export const readableRepository = z.object({ slug: z.string(), project: z.object({ key: z.string() }) });

export const applicationProperties = z.object({ version: z.string() });

export function pageOf<Value>(item: z.ZodType<Value>) {
  return z.object({
    values: z.array(item),
    isLastPage: z.boolean(),
    nextPageStart: z.number().nullish(),
  });
}

function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}
