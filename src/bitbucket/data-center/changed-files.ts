import type { ChangedFiles } from '../../plan/world.ts';
import type { Api } from './api.ts';
import { changesAnswer } from './schemas.ts';

/** The most changes that a server lists unless an administrator allows more (`page.max.changes`). */
const pageLength = 1000;

/**
 * The files that a pull request changes. The document says that the server gives one page at most, ignores `start` and
 * cuts the rest; one that does give further pages is followed.
 * https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-29)
 */
export async function changedFiles({ get, repositoryUrl }: Api, id: number): Promise<ChangedFiles> {
  const asked = `list the files of pull request ${id}`;
  const paths: string[] = [];
  let source: string | undefined;
  for (let start = 0; ;) {
    const url = `${repositoryUrl}/pull-requests/${id}/changes?start=${start}&limit=${pageLength}`;
    const page = await get(asked, changesAnswer, url);
    source ??= page.toHash;
    // The same page again, or one of another commit that was pushed meanwhile.
    if ((page.start ?? 0) !== start || page.toHash !== source) return { kind: 'cut' };
    paths.push(...page.values.flat());
    if (page.isLastPage) return { kind: 'listed', paths };
    const next = page.nextPageStart ?? 0;
    if (next <= start) return { kind: 'cut' };
    start = next;
  }
}
