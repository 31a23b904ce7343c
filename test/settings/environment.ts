import { PipeError } from '../../src/errors.ts';
import { parseSettings, type Environment, type Settings } from '../../src/settings/parse.ts';

/** What every run needs. */
export const required = { UPSUN_CLI_TOKEN: 'token-of-a-machine-user', PROJECT_ID: 'abc123' };

export function settingsFrom(environment: Environment = {}): Settings {
  return parseSettings({ ...required, ...environment });
}

/** The configuration error that these variables lead to. */
export function refusalOf(environment: Environment): PipeError {
  try {
    parseSettings(environment);
  } catch (error) {
    if (error instanceof PipeError && error.kind === 'configuration') return error;
    throw error;
  }
  throw new Error('The settings were accepted.');
}

/** The problems that are reported for these variables beside those that every run needs. */
export function problemsWith(environment: Environment): string[] {
  const [, ...problems] = refusalOf({ ...required, ...environment }).message.split('\n');
  return problems;
}
