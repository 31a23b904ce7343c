import type { Settings } from '../../settings/parse.ts';
import type { UpsunEnvironment } from '../../upsun/upsun.ts';
import type { Check } from '../checks.ts';
import type { CheckName } from '../table.ts';
import { skipped } from '../look.ts';

/** Operations that only an admin of the environment's type is offered: each is a link while it is allowed. */
const changes = ['#edit', '#activate', '#deactivate', '#resume', '#synchronize', '#redeploy', '#delete'];

/** Whether the token may change environments of each type, as far as those that exist tell by what they offer. */
export function checkRoles(environments: readonly UpsunEnvironment[], settings: Settings): Check[] {
  const existing = environments.map(({ type }) => type).filter((type) => type !== 'unknown');
  return [...new Set(['production', 'development', ...existing])].map((type) => {
    const name = `Role on ${type}` as const;
    if (type === 'production' && !settings.fetchBranches) return skipped(name, 'FETCH_BRANCHES is off');
    return checkRole(
      name,
      type,
      environments.filter((environment) => environment.type === type),
    );
  });
}

function checkRole(name: CheckName, type: string, environments: readonly UpsunEnvironment[]): Check {
  const changeable = environments.find(({ links }) => changes.some((change) => links[change]));
  if (changeable) return { name, result: 'ok', detail: `${changeable.id} may be changed` };
  // An environment that something is being done to offers nothing to anybody.
  const telling = environments.find(
    ({ status, links }) => status !== 'dirty' && status !== 'deleting' && Object.keys(links).length > 0,
  );
  if (!telling) return skipped(name, `cannot be told while there is no idle environment of type ${type}`);
  return {
    name,
    result: 'missing',
    detail: `the token may change nothing on ${telling.id}`,
    remedy: `Give the machine user the admin role on the environment type ${type} (Upsun console, Access).`,
  };
}
