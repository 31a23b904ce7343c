import type { Settings } from '../../settings/parse.ts';
import { suspended } from '../../upsun/errors.ts';
import type { UpsunProject, UpsunReader, UpsunUser } from '../../upsun/upsun.ts';
import type { Check } from '../checks.ts';
import { foundOf, look, problemOf, skipped, whenFound } from '../look.ts';
import { checkContainerSizes, checkIntegrations, checkRoom } from './project.ts';
import { checkRoles } from './roles.ts';
import { checkWishes } from './wishes.ts';

/** What the checks of Upsun read from, and nothing that could change the project. */
export interface UpsunPorts {
  upsun: Pick<UpsunReader, 'user' | 'project' | 'settings' | 'integrations' | 'environments'>;
  settings: Settings;
  signal: AbortSignal;
}

export interface UpsunFindings {
  checks: Check[];
  tokenWorks: boolean;
  /** `undefined` where it could not be read. */
  project: UpsunProject | undefined;
}

const ofProject = ['Integrations', 'Roles', 'Container sizes', 'Room'] as const;

/** Looks at the token and, as far as it reaches, at the project. */
export async function checkUpsun(ports: UpsunPorts): Promise<UpsunFindings> {
  const { upsun, signal } = ports;
  const user = await look('Upsun token', signal, upsun.user);
  if (user.kind === 'problem') {
    const names = ['Upsun project', ...ofProject] as const;
    const checks = [user.problem, ...names.map((name) => skipped(name, 'takes a token that works'))];
    return { checks, tokenWorks: false, project: undefined };
  }
  const token: Check = { name: 'Upsun token', result: 'ok', detail: ownerOf(user.found) };
  const project = await look('Upsun project', signal, upsun.project);
  if (project.kind === 'problem') {
    const rest = ofProject.map((name) => skipped(name, 'the project could not be read'));
    return { checks: [token, project.problem, ...rest], tokenWorks: true, project: undefined };
  }
  const checks = [token, checkState(project.found), ...(await checkProject(project.found, ports))];
  return { checks, tokenWorks: true, project: project.found };
}

async function checkProject(
  project: UpsunProject,
  { upsun, settings, signal }: UpsunPorts,
): Promise<Check[]> {
  const [integrations, environments, known] = await Promise.all([
    look('Integrations', signal, upsun.integrations),
    look('Roles', signal, upsun.environments),
    look('Container sizes', signal, upsun.settings),
  ]);
  return [
    ...whenFound(integrations, (found) => [checkIntegrations(project, found, foundOf(environments) ?? [])]),
    ...whenFound(environments, (found) =>
      project.suspended
        ? [skipped('Roles', 'a suspended project takes no changes from anybody')]
        : [...checkRoles(found, settings), ...checkWishes(found, settings)],
    ),
    ...whenFound(known, (found) => [checkContainerSizes(project, found, settings)]),
    environments.kind === 'found'
      ? checkRoom(project, foundOf(known), environments.found, settings)
      : skipped('Room', 'the environments could not be listed'),
  ];
}

function ownerOf(user: UpsunUser | undefined): string {
  if (!user) return 'works; Upsun does not say whose it is';
  const { username, email } = user;
  return `works, and belongs to ${username}${email ? ` (${email})` : ''}`;
}

function checkState({ id, title, suspended: isSuspended }: UpsunProject): Check {
  const name = 'Upsun project';
  return isSuspended ? problemOf(name, suspended(id)) : { name, result: 'ok', detail: `${title} (${id})` };
}
