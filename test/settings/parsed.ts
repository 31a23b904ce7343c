import { PipeError } from '../../src/errors.ts';
import { codeName } from '../../src/settings/names-in-code.ts';
import { parseSettings, type Settings } from '../../src/settings/parse.ts';
import type { Variables } from '../../src/settings/variables.ts';

/** What every run needs. */
export const required = { UPSUN_CLI_TOKEN: 'token-of-a-machine-user', PROJECT_ID: 'abc123' };

export function settingsFrom(variables: Variables = {}): Settings {
  return parseSettings({ ...required, ...variables });
}

/** The value of a setting, by the name of its variable. */
export function valueOf(name: string, variables: Variables = {}): unknown {
  return new Map<string, unknown>(Object.entries(settingsFrom(variables))).get(codeName(name));
}

/** The configuration error that these variables lead to. */
export function refusalOf(variables: Variables): PipeError {
  try {
    parseSettings(variables);
  } catch (error) {
    if (error instanceof PipeError && error.kind === 'configuration') return error;
    throw error;
  }
  throw new Error('The settings were accepted.');
}

/** The problems that are reported for these variables beside those that every run needs. */
export function problemsWith(variables: Variables): string[] {
  const [, ...problems] = refusalOf({ ...required, ...variables }).message.split('\n');
  return problems;
}
