import { isExpectedInPipe, isForeign } from './foreign-names.ts';
import { isPartOfList, nameOfList } from './lists.ts';
import { resemblance } from './resemblance.ts';
import { namesOf, settingList } from './table.ts';
import { isInsidePipe, type Variables } from './variables.ts';

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

const settingNames = settingList.flatMap(namesOf);

/** A sentence for each variable that is none of ours but was surely meant to be. */
export function misspelt(variables: Variables): string[] {
  const place = { insidePipe: isInsidePipe(variables) };
  return otherNames(variables).flatMap((name) => {
    const meant = meantBy(name, place);
    return meant ? [`${name} is not a setting of this pipe; did you mean ${meant}?`] : [];
  });
}

/**
 * The variables in a pipe that are neither settings nor set by anything known, so that somebody must have expected
 * something of them. Outside of a pipe, nobody can tell whose they are.
 */
export function unknownNames(variables: Variables): string[] {
  const place = { insidePipe: isInsidePipe(variables) };
  if (!place.insidePipe) return [];
  return otherNames(variables).filter((name) => !isExpectedInPipe(name) && !meantBy(name, place));
}

/** The names of variables that are set and are no settings, that of a list once. */
function otherNames(variables: Variables): string[] {
  const names = Object.keys(variables)
    .filter((name) => variables[name] && !isPartOfList(name))
    .map((name) => nameOfList(name, variables) ?? name);
  return [...new Set(names)].filter((name) => !settingNames.includes(name));
}

function meantBy(name: string, place: { insidePipe: boolean }): string | undefined {
  if (isForeign(name, place)) return undefined;
  return renamed[name] ?? nearest(name, place);
}

function nearest(name: string, place: { insidePipe: boolean }): string | undefined {
  const alike = settingNames.flatMap((candidate) => {
    const distance = resemblance(name, candidate, place);
    return distance === undefined ? [] : [{ candidate, distance }];
  });
  const least = Math.min(...alike.map(({ distance }) => distance));
  const names = alike.filter(({ distance }) => distance === least).map(({ candidate }) => candidate);
  // Letters are forgotten more often than added, so the longer name comes first.
  return names.toSorted((one, other) => other.length - one.length).join(' or ') || undefined;
}
