import { userAndPassword } from './kinds.ts';
import { listItems } from './lists.ts';
import { secretValues } from './preview-variables.ts';
import { namesOf, settingList } from './table.ts';
import type { Variables } from './variables.ts';

/** The values of the settings that must never be shown. */
export function secretsOf(variables: Variables): string[] {
  const secrets = settingList
    .filter(([, { secret }]) => secret)
    .flatMap((setting) =>
      namesOf(setting).flatMap((name) => {
        const value = variables[name] ?? '';
        // The password may turn up without its user.
        return setting[1].kind === userAndPassword ? [value, value.slice(value.indexOf(':') + 1)] : [value];
      }),
    );
  return [...secrets, ...secretValues(listItems('PREVIEW_VARIABLES', variables))].filter(Boolean);
}
