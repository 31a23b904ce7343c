import type { Activity, ActivityType } from './activity.ts';
import type { Environment, EnvironmentType } from './environment.ts';
import { queueUpdate } from './operations.ts';
import type { HttpAccess } from './served.ts';
import { timestamp, type UpsunState } from './state.ts';

export type Edit =
  | { kind: 'edited'; activities: Activity[] }
  | { kind: 'invalid'; detail: Record<string, string> };

interface Field {
  /** What is wrong with a value, if anything. */
  check: (value: unknown, upsun: UpsunState, environment: Environment) => string | undefined;
  apply: (environment: Environment, value: unknown) => void;
  /** The activity that brings the change to an active environment. */
  activity?: ActivityType;
}

/** Changes an environment's settings as a PATCH asks, all of them or none. */
export function editEnvironment(upsun: UpsunState, environment: Environment, body: unknown): Edit {
  if (!isRecord(body)) return { kind: 'invalid', detail: { error: 'The body is no JSON object.' } };
  const changes = Object.entries(body).map(([name, value]) => ({ name, value, field: fields[name] }));
  const wrong = changes.flatMap(({ name, value, field }) => {
    const reason = field ? field.check(value, upsun, environment) : 'This field cannot be changed.';
    return reason === undefined ? [] : [[name, reason]];
  });
  if (wrong.length > 0) return { kind: 'invalid', detail: Object.fromEntries(wrong) };

  for (const { value, field } of changes) field?.apply(environment, value);
  environment.updatedAt = timestamp();
  const live = environment.status === 'active' && environment.deployment !== undefined;
  const types = changes.map(({ field }) => field?.activity).filter((type) => type !== undefined);
  return {
    kind: 'edited',
    activities: live ? types.map((type) => queueUpdate(upsun, environment, type)) : [],
  };
}

const fields: Record<string, Field> = {
  title: {
    check: (value) => (typeof value === 'string' && value !== '' ? undefined : 'A title is a text.'),
    apply: (environment, value) => void (environment.title = value as string),
  },
  attributes: {
    check: (value) => (isTextMap(value) ? undefined : 'Attributes are texts by name.'),
    apply: (environment, value) => void (environment.attributes = value as Record<string, string>),
  },
  type: {
    check: (value) =>
      ['development', 'staging', 'production'].includes(value as string) ? undefined : 'No such type.',
    apply: (environment, value) => void (environment.type = value as EnvironmentType),
  },
  parent: {
    check: parentProblem,
    apply: (environment, value) => void (environment.parent = value as string | null),
  },
  clone_parent_on_create: {
    check: booleanProblem,
    apply: (environment, value) => void (environment.cloneParentOnCreate = value as boolean),
  },
  http_access: {
    check: httpAccessProblem,
    apply: (environment, value) => {
      environment.httpAccess = { ...environment.httpAccess, ...(value as Partial<HttpAccess>) };
    },
    activity: 'environment.update.http_access',
  },
  enable_smtp: {
    check: booleanProblem,
    apply: (environment, value) => void (environment.enableSmtp = value as boolean),
    activity: 'environment.update.smtp',
  },
  restrict_robots: {
    check: booleanProblem,
    apply: (environment, value) => void (environment.restrictRobots = value as boolean),
    activity: 'environment.update.restrict_robots',
  },
};

function parentProblem(value: unknown, upsun: UpsunState, { id }: Environment): string | undefined {
  if (id === upsun.defaultBranch)
    return value === null ? undefined : 'The default environment has no parent.';
  if (typeof value !== 'string' || !upsun.environments.has(value)) return 'No such environment.';
  for (let next: string | null | undefined = value; next; next = upsun.environments.get(next)?.parent) {
    if (next === id) return 'An environment cannot descend from itself.';
  }
  return undefined;
}

function httpAccessProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return 'HTTP access is an object.';
  const { is_enabled: isEnabled = true, addresses = [], basic_auth: basicAuth = {}, ...rest } = value;
  if (typeof isEnabled !== 'boolean') return 'is_enabled is true or false.';
  if (!Array.isArray(addresses)) return 'addresses is a list.';
  if (!isTextMap(basicAuth)) return 'basic_auth holds passwords by user name.';
  return Object.keys(rest).length > 0 ? `Unknown: ${Object.keys(rest).join(', ')}` : undefined;
}

function booleanProblem(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'This is true or false.';
}

function isTextMap(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((entry) => typeof entry === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
