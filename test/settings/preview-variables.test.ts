import { describe, expect, test } from 'vitest';
import { secretsOf } from '../../src/settings/secrets.ts';
import { refusalOf, settingsFrom } from './parsed.ts';

const required = { UPSUN_CLI_TOKEN: 'token', PROJECT_ID: 'abc123' };
const refused = (variables: Record<string, string>) => refusalOf({ ...required, ...variables }).message;

describe('PREVIEW_VARIABLES', () => {
  test('takes names and values, separated by commas or as Pipelines passes a list', () => {
    const variables = {
      PREVIEW_VARIABLES: 'env:A=1,php:memory_limit=256M',
      PREVIEW_VARIABLES_COUNT: '1',
      PREVIEW_VARIABLES_0: 'd8config:system.site:name=Shop, of {branch}=x',
    };
    expect(settingsFrom(variables).previewVariables).toEqual([
      { name: 'd8config:system.site:name', value: 'Shop, of {branch}=x', fingerprint: undefined },
      { name: 'env:A', value: '1', fingerprint: undefined },
      { name: 'php:memory_limit', value: '256M', fingerprint: undefined },
    ]);
  });

  test('keeps of a secret only what tells it from another one', () => {
    const [one] = settingsFrom({ PREVIEW_VARIABLES: 'env:KEY=swordfish-9000' }).previewVariables;
    const [other] = settingsFrom({ PREVIEW_VARIABLES: 'env:KEY=swordfish-9001' }).previewVariables;
    expect(one?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(one?.fingerprint).not.toBe(other?.fingerprint);
  });

  test.each([
    ['env:A', 'is not NAME=value'],
    ['env:A=', 'is not NAME=value'],
    ['=1', 'has a name that is not 1 to 256 characters without spaces'],
    ['a name=1', 'has a name that is not 1 to 256 characters without spaces'],
    [`env:${'A'.repeat(253)}=1`, 'has a name that is not 1 to 256 characters without spaces'],
    ['env:1A=1', 'has a name that no process environment takes'],
    ['env:A-B=1', 'has a name that no process environment takes'],
    ['env:=1', 'has a name that no process environment takes'],
    ['env:platform_branch=1', 'has a name that Upsun sets itself'],
    ['php:memory limit=1', 'has a name that is not 1 to 256 characters without spaces'],
    ['php:a;b=1', 'has a name that is no PHP directive'],
    ['drupal:=1', 'has a name without anything after its prefix'],
  ])('does not take %s', (entry, problem) => {
    expect(refused({ PREVIEW_VARIABLES: `env:FINE=1,${entry}` })).toContain(
      `PREVIEW_VARIABLES takes a list of NAME=value, e.g. env:API_URL=https://api.example.com; entry 2 ${problem}`,
    );
  });

  test('never shows a part of a value that a comma has cut off', () => {
    const message = refused({ PREVIEW_VARIABLES: 'env:KEY=swordfish,9000-cut-off' });
    expect(message).toContain(
      'entry 2 is not NAME=value; to use a value with a comma, write the list as a YAML list',
    );
    expect(message).not.toContain('cut-off');
  });

  test('does not take a name twice, nor two that Upsun writes alike', () => {
    const message = refused({ PREVIEW_VARIABLES: 'env:foo=1,a=2,env:FOO=3,a=4' });
    expect(message).toContain('the name of its entry 3 more than once');
    expect(message).toContain('the name of its entry 4 more than once');
  });

  test('has values to mask from eight characters on, where nothing is filled in', () => {
    const variables = {
      PREVIEW_VARIABLES: 'env:A=swordfish-9000,env:B=short,env:C=pr-{pull_request}-long',
      PREVIEW_VARIABLES_COUNT: '1',
      PREVIEW_VARIABLES_0: 'env:D=12345678',
    };
    expect(secretsOf(variables)).toEqual(['12345678', 'swordfish-9000']);
  });
});
