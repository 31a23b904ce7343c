import type { Environment } from './parse.ts';
import { variableList } from './variables.ts';

/** Names that users of related tools try first. */
const renamed: Readonly<Record<string, string>> = {
  UPSUN_TOKEN: 'UPSUN_CLI_TOKEN',
  UPSUN_API_TOKEN: 'UPSUN_CLI_TOKEN',
  PLATFORMSH_TOKEN: 'UPSUN_CLI_TOKEN',
  PLATFORMSH_API_TOKEN: 'UPSUN_CLI_TOKEN',
  UPSUN_PROJECT: 'PROJECT_ID',
  UPSUN_PROJECT_ID: 'PROJECT_ID',
  PLATFORM_PROJECT: 'PROJECT_ID',
  PLATFORMSH_PROJECT_ID: 'PROJECT_ID',
  BITBUCKET_TOKEN: 'BITBUCKET_ACCESS_TOKEN',
  BITBUCKET_APP_PASSWORD: 'ATLASSIAN_API_TOKEN (Bitbucket has removed app passwords)',
  BUILD_DRAFTS: 'BUILD_DRAFT_PULL_REQUESTS',
  CLONE_PARENT_DATA: 'PULL_REQUESTS_CLONE_PARENT_DATA',
  RESYNC: 'RESYNC_PULL_REQUESTS',
  TTL: 'PULL_REQUEST_TTL',
};

/** Shorter names resemble too many variables that have nothing to do with the pipe. */
const shortestCompared = 8;

/** A sentence for each variable that is none of ours but was surely meant to be. */
export function misspelt(environment: Environment): string[] {
  const known = variableList.flatMap(([name, variable]) => [name, ...(variable.aliases ?? [])]);
  return Object.keys(environment).flatMap((name) => {
    if (known.includes(name) || isListItem(name) || !environment[name]) return [];
    const meant = renamed[name] ?? nearest(name, known);
    return meant ? [`${name} is not a setting of this pipe; did you mean ${meant}?`] : [];
  });
}

function isListItem(name: string): boolean {
  return variableList.some(
    ([list, variable]) => Array.isArray(variable.default) && new RegExp(`^${list}_(COUNT|\\d+)$`).test(name),
  );
}

function nearest(name: string, known: string[]): string | undefined {
  if (name.length < shortestCompared) return undefined;
  return known.find(
    (candidate) => candidate.length >= shortestCompared && editDistance(name.toUpperCase(), candidate) <= 2,
  );
}

/** Levenshtein's distance: how many letters must be added, dropped or changed. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of from.split('').entries()) {
    const next = [index + 1];
    for (const [column, other] of to.split('').entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
