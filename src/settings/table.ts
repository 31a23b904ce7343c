import { inGroup, type SettingDefinition } from './definition.ts';
import { choice } from './kinds.ts';
import { behaviourSettings } from './table/behaviour.ts';
import { cloudSettings } from './table/cloud.ts';
import { dataCenterSettings } from './table/data-center.ts';
import { reportingSettings } from './table/reporting.ts';
import { targetSettings } from './table/target.ts';
import { upsunSettings } from './table/upsun.ts';

/**
 * Every setting of the pipe, by the name of its environment variable: one file for each group. The parser, `pipe.yml` and
 * docs/settings.md are made from this one table.
 */
export const settingsTable = {
  COMMAND: inGroup('target').withDefault(
    choice('deploy', 'reconcile', 'cleanup', 'validate'),
    'deploy',
    '`deploy` brings the environment of this run in line and then cleans up, `reconcile` those of every branch and open pull request, `cleanup` only cleans up, `validate` looks whether everything is set up for that and changes nothing',
  ),
  ...upsunSettings,
  ...cloudSettings,
  ...dataCenterSettings,
  ...targetSettings,
  ...behaviourSettings,
  ...reportingSettings,
} as const;

export type SettingName = keyof typeof settingsTable;

/** A setting with the name of its variable. */
export type SettingEntry = readonly [name: string, definition: SettingDefinition];

/** The same table as a list, for whoever goes through all of it. */
export const settingList: readonly SettingEntry[] = Object.entries(settingsTable);

/** All names under which a setting is read, its own first. */
export function namesOf([name, { aliases = [] }]: SettingEntry): readonly string[] {
  return [name, ...aliases];
}
