import { isPartOfList } from './lists.ts';
import { namesOf, settingList } from './table.ts';
import type { Variables } from './variables.ts';

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

/** Names of other tools that happen to be close: plugins of Jenkins that build pull requests set this one. */
const unrelated = ['pullRequestId'];

/** Letters that may be wrong in a name; a short one resembles too many variables that are none of ours. */
function slack(name: string): number {
  return name.length >= 12 ? 2 : name.length >= 8 ? 1 : 0;
}

/** A sentence for each variable that is none of ours but was surely meant to be. */
export function misspelt(variables: Variables): string[] {
  const known = settingList.flatMap(namesOf);
  return Object.keys(variables).flatMap((name) => {
    if ([...known, ...unrelated].includes(name) || isPartOfList(name) || !variables[name]) return [];
    const meant = renamed[name] ?? nearest(name, known);
    return meant ? [`${name} is not a setting of this pipe; did you mean ${meant}?`] : [];
  });
}

function nearest(name: string, known: string[]): string | undefined {
  return known.find(
    (candidate) => editDistance(name.toUpperCase(), candidate) <= Math.min(slack(name), slack(candidate)),
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
