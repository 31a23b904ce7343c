import { cut } from '../text/plain-text.ts';
import type { Place } from './place.ts';

/** Characters of a project's title, so that what follows it is in sight. */
const longestTitle = 80;

/** The sender of a report. Of several projects for one repository, the title tells which it is. */
export function senderOf(projectTitle: string): string {
  return `Upsun ${cut(projectTitle, longestTitle)}`;
}

/** What a report about an environment is called. Another project may have an environment of the same name. */
export function reportName({ projectTitle, environment }: Pick<Place, 'projectTitle' | 'environment'>) {
  return `${senderOf(projectTitle)}: ${environment}`;
}
