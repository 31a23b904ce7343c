import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../src/settings/parse.ts';
import type { Variables } from '../../src/settings/variables.ts';
import { readCi, readSurroundings } from '../../src/trigger/trigger.ts';
import { type Run, runs } from './recorded.ts';

function surroundingsOf(run: Run, overrides: Variables = {}) {
  const variables = { ...runs[run], ...overrides, UPSUN_CLI_TOKEN: 'token', PROJECT_ID: 'abc123' };
  return readSurroundings(readCi(variables), parseSettings(variables));
}

describe('the repository of a run', () => {
  test('is that of the pipeline', () => {
    expect(surroundingsOf('branch')).toMatchObject({ repository: 'acme/shop', repositoryUuid: '{1f2e3d4c}' });
  });

  test('is the one that REPOSITORY names, whose uuid the pipeline does not know', () => {
    const surroundings = surroundingsOf('branch', { REPOSITORY: 'acme/blog' });
    expect(surroundings).toMatchObject({ repository: 'acme/blog', repositoryUuid: undefined });
  });

  test('keeps its uuid when REPOSITORY says the same', () => {
    expect(surroundingsOf('branch', { REPOSITORY: 'acme/shop' }).repositoryUuid).toBe('{1f2e3d4c}');
  });

  test.each<{ run: Run; overrides: Variables; said: string }>([
    { run: 'elsewhere', overrides: {}, said: 'not known' },
    { run: 'elsewhere', overrides: { REPOSITORY: 'shop' }, said: 'shop' },
    { run: 'branch', overrides: { REPOSITORY: 'acme/shop/src' }, said: 'acme/shop/src' },
    {
      run: 'branch',
      overrides: { REPOSITORY: 'https://bitbucket.org/acme/shop' },
      said: 'https://bitbucket.org',
    },
  ])('is asked for where it is not known: $run with $overrides', ({ run, overrides, said }) => {
    const expected: unknown = expect.objectContaining({
      kind: 'configuration',
      message: expect.stringContaining(said),
      remedy: expect.stringContaining('REPOSITORY'),
    });
    expect(() => surroundingsOf(run, overrides)).toThrow(expected);
  });
});

describe('the clone', () => {
  test.each<{ run: Run; overrides: Variables; directory: string | undefined }>([
    { run: 'branch', overrides: {}, directory: '/opt/atlassian/pipelines/agent/build' },
    { run: 'branch', overrides: { SOURCE_DIR: '/src' }, directory: '/src' },
    { run: 'elsewhere', overrides: { REPOSITORY: 'acme/shop' }, directory: undefined },
  ])('is in $directory for $run with $overrides', ({ run, overrides, directory }) => {
    expect(surroundingsOf(run, overrides).sourceDirectory).toBe(directory);
  });
});

describe('the page of the run', () => {
  test('is that of the step, with its braces encoded', () => {
    expect(surroundingsOf('branch').runUrl).toBe(
      'https://bitbucket.org/acme/shop/pipelines/results/118/steps/%7Bbbbb%7D',
    );
  });

  test('is that of the pipeline where the step is not known', () => {
    const { runUrl } = surroundingsOf('branch', { BITBUCKET_STEP_UUID: undefined });
    expect(runUrl).toBe('https://bitbucket.org/acme/shop/pipelines/results/118');
  });

  test('is where the pipeline runs, also when another repository is deployed', () => {
    expect(surroundingsOf('branch', { REPOSITORY: 'acme/blog' }).runUrl).toContain('/acme/shop/');
  });

  test('is not known outside of Pipelines', () => {
    expect(surroundingsOf('elsewhere', { REPOSITORY: 'acme/shop' }).runUrl).toBeUndefined();
  });
});

describe('inside a pipe', () => {
  test.each([
    [{ BITBUCKET_PIPE_STORAGE_DIR: '/storage' }, true],
    [{ BITBUCKET_PIPE_SHARED_STORAGE_DIR: '/storage' }, true],
    [{}, false],
  ])('%o → %s', (variables, inside) => {
    expect(surroundingsOf('branch', variables).insidePipe).toBe(inside);
  });
});
