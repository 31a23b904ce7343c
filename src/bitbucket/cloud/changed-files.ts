import { answerBehind, isDueTo } from '../../http/errors.ts';
import type { ChangedFiles } from '../../plan/world.ts';
import type { Api } from './api.ts';
import { changeAnswer } from './schemas.ts';

/** The status by which Bitbucket says that computing the changes took too long. */
const timedOut = 555;

/**
 * The files that a pull request changes. Its own address leads to the comparison of two commits, so that a push
 * meanwhile does not mix two lists.
 * https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json (read 2026-11-29)
 */
export async function changedFiles({ list, repositoryUrl }: Api, id: number): Promise<ChangedFiles> {
  const asked = `list the files of pull request ${id}`;
  const url = `${repositoryUrl}/pullrequests/${id}/diffstat`;
  try {
    const paths = await list(asked, changeAnswer, url).catch((error: unknown) => {
      const location = answerBehind(error, 302)?.headers.location;
      if (!location) throw error;
      return list(asked, changeAnswer, new URL(location, url).href);
    });
    return { kind: 'listed', paths: [...new Set(paths.flat())] };
  } catch (error) {
    if (isDueTo(error, timedOut)) return { kind: 'cut' };
    throw error;
  }
}
