import type * as z from 'zod';
import type { Activity, Environment, EnvironmentVariable } from '../plan/world.ts';
import type {
  activityAnswer,
  backupsAnswer,
  deploymentAnswer,
  environmentAnswer,
  variablesAnswer,
} from './schemas.ts';

/** An environment with the links that say what may be done to it now. */
export interface UpsunEnvironment extends Environment {
  links: Readonly<Record<string, string>>;
  /** Its branch comes from a repository elsewhere, through an integration of the project. */
  hasRemote: boolean;
  /** Milliseconds since 1970. */
  createdAt: number | undefined;
}

export interface UpsunActivity extends Activity {
  logLink: string | undefined;
}

export interface Route {
  url: string;
  primary: boolean;
  type: string;
}

/** A backup that can be restored. */
export interface Backup {
  id: string;
  commit: string | undefined;
  /** Milliseconds since 1970. */
  createdAt: number | undefined;
  /** It was made while no request was under way. */
  isSafe: boolean;
  /** Upsun made it by itself. */
  isAutomated: boolean;
}

export function toEnvironment(answer: z.infer<typeof environmentAnswer>): UpsunEnvironment {
  return {
    id: answer.id,
    title: answer.title,
    type: answer.type,
    isMain: answer.is_main,
    status: answer.status,
    parent: answer.parent,
    headCommit: answer.head_commit,
    hasDeployment: answer.has_deployment ?? answer.status === 'active',
    clonesParentData: answer.clone_parent_on_create,
    attributes: answer.attributes,
    httpAccess: {
      isEnabled: answer.http_access.is_enabled,
      users: answer.http_access.basic_auth,
      addresses: answer.http_access.addresses,
    },
    createdAt: answer.created_at,
    lastDeploymentAt: answer.deployment_state?.last_deployment_at,
    lastDeploymentFailure: failureOf(answer.deployment_state),
    links: answer._links,
    hasRemote: answer.has_remote ?? false,
  };
}

type DeploymentState = z.infer<typeof environmentAnswer>['deployment_state'];

function failureOf(state: DeploymentState): Environment['lastDeploymentFailure'] {
  if (state?.last_deployment_successful !== false) return undefined;
  return state.last_deployment_failure_reason === 'shell' ? 'hook' : 'deployment';
}

export function toActivity(answer: z.infer<typeof activityAnswer>): UpsunActivity {
  return {
    id: answer.id,
    type: answer.type,
    state: answer.state,
    result: answer.result,
    failureReason: answer.failure_reason ?? null,
    commands: (answer.commands ?? []).map(({ app, type, exit_code: exitCode }) => ({
      app,
      type,
      exitCode: exitCode ?? undefined,
    })),
    commit: answer.parameters?.new_commit ?? undefined,
    percent: answer.completion_percent,
    at: answer.completed_at ?? answer.updated_at ?? answer.created_at,
    logLink: answer._links.log,
  };
}

/** Those that are not its parent's. */
export function toVariables(answer: z.infer<typeof variablesAnswer>): EnvironmentVariable[] {
  return answer
    .filter(({ inherited }) => !inherited)
    .map(({ name, value, is_sensitive, attributes }) => ({
      name,
      value: is_sensitive ? undefined : (value ?? undefined),
      isSensitive: is_sensitive,
      mark: attributes?.[valueMark],
    }));
}

/** The attribute of a variable that tells which value the pipe has given it. */
export const valueMark = 'value_mark';

/** Those that can be restored, newest first. */
export function toBackups(answer: z.infer<typeof backupsAnswer>): Backup[] {
  return answer
    .filter(({ status, restorable }) => status === 'CREATED' && restorable)
    .map(({ id, commit_id, created_at, safe, automated }) => ({
      id,
      commit: commit_id ?? undefined,
      createdAt: created_at,
      isSafe: safe,
      isAutomated: automated,
    }))
    .toSorted((one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0));
}

/** Routes of a deployment, the one to show first: the primary one, else an upstream, https before http. */
export function toRoutes({ routes }: z.infer<typeof deploymentAnswer>): Route[] {
  const rank = (route: Route) =>
    (route.primary ? 0 : 4) + (route.type === 'upstream' ? 0 : 2) + (route.url.startsWith('https:') ? 0 : 1);
  return Object.entries(routes)
    .map(([url, { type, primary }]) => ({ url, type, primary: primary === true }))
    .toSorted((one, other) => rank(one) - rank(other));
}
