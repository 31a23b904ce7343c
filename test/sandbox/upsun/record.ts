import type { Environment, EnvironmentType } from './environment.ts';
import type { Data, HttpAccess } from './served.ts';
import { shownStatus } from './standing.ts';
import type { UpsunState } from './state.ts';
import { valuesOf } from './variables.ts';

/** What a test reads of an environment: a copy, as it is now. */
export interface EnvironmentRecord {
  id: string;
  title: string;
  type: EnvironmentType;
  status: 'active' | 'inactive' | 'paused' | 'deleting' | 'dirty';
  parent: string | null;
  attributes: Record<string, string>;
  cloneParentOnCreate: boolean;
  httpAccess: HttpAccess;
  head: string | null;
  deployedCommit: string | undefined;
  data: Data | undefined;
  /** Values of its own variables by name, and of all that its last deployment saw. */
  variables: Record<string, string>;
  deployedVariables: Record<string, string>;
  backups: number;
  /** Address of the primary route, while there is a deployment. */
  url: string | undefined;
}

/** Copies what a test may read of an environment. */
export function recordOf(upsun: UpsunState, environment: Environment): EnvironmentRecord {
  const { id, title, type, parent, attributes, cloneParentOnCreate, httpAccess, head, data } = environment;
  return {
    ...structuredClone({ id, title, type, parent, attributes, cloneParentOnCreate, httpAccess, head, data }),
    status: shownStatus(upsun, environment),
    deployedCommit: environment.deployment?.commit,
    variables: valuesOf(environment.variables.values()),
    deployedVariables: valuesOf(environment.deployment?.variables ?? []),
    backups: environment.backups.length,
    url: environment.site?.url,
  };
}
