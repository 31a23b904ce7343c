import type { Check } from '../checks.ts';
import { type Layout, type Project, written } from './layouts.ts';
import { placeOf } from './part.ts';

const name = 'Applications';

/** Whether there is an application, and each has a name of its own. */
export function checkApplications(
  { applications, unknown }: Project,
  { addApplication }: Layout,
  files: readonly string[],
): Check[] {
  const problems = [...withoutName(applications), ...ofOneName(applications)];
  if (problems.length > 0) return problems;
  if (unknown.includes('applications'))
    return [{ name, result: 'skipped', detail: 'included from a file that was not looked at' }];
  if (applications.length > 0)
    return [{ name, result: 'ok', detail: applications.map((one) => one.name).join(', ') }];
  const detail = `no application is defined in ${files.join(', ')}`;
  return [{ name, result: 'missing', detail, remedy: addApplication }];
}

function withoutName(applications: Project['applications']): Check[] {
  return applications
    .filter((one) => !one.name?.trim())
    .map(({ part }) => ({
      name,
      result: 'missing',
      place: placeOf(part),
      detail: 'this application has no name, so Upsun refuses the push',
      remedy: 'Give it one: name: app',
    }));
}

function ofOneName(applications: Project['applications']): Check[] {
  return applications.flatMap((one, index) => {
    const first = applications.slice(0, index).find((other) => one.name && other.name === one.name);
    if (!first) return [];
    return [
      {
        name,
        result: 'missing' as const,
        place: placeOf(one.part),
        detail: `the application in ${written(first.part)} is named ${one.name} as well`,
        remedy: 'Give each application a name of its own.',
      },
    ];
  });
}
