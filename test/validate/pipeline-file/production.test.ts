import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/validate/checks.ts';
import { patternMatches } from '../../../src/validate/pipeline-file/selectors.ts';
import { checksOf, complete, found } from './pipeline-files.ts';

const pipe = '[{ step: { script: [pipe: acme/upsun-environments:1.0.0] } }]';
const tests = '[{ step: { script: [npm test] } }]';
const manual = '[{ step: { trigger: manual, script: [pipe: acme/upsun-environments:1.0.0] } }]';

/** A file with these pipelines for pushes, each on a line of its own; the first of `branches` is line 3. */
function pushes(branches: Record<string, string>, others: Record<string, string> = {}): string {
  const patterns = Object.entries(branches).map(([pattern, steps]) => `    '${pattern}': ${steps}\n`);
  const rest = Object.entries(others).map(([section, content]) => `  ${section}: ${content}\n`);
  return `pipelines:\n  branches:\n${patterns.join('')}${rest.join('')}`;
}

describe('the default pipeline', () => {
  test('never runs beside a pattern that takes every branch', () => {
    const text = pushes({ '**': tests }, { default: pipe });
    expect(found(text, 'Pushes')).toEqual([
      'missing line 4: default (line 4) runs the pipe and is never started, because branches ** (line 3) takes every branch',
    ]);
    expect(exitCodeOf(checksOf(text))).toBe(2);
  });

  test.each(['*', 'feature/**', '{main,develop}'])('runs beside %s for what that leaves', (pattern) => {
    const text = pushes({ [pattern]: tests }, { default: pipe });
    expect(found(text, 'Pushes')).toEqual(['ok: run the pipe in default (line 4)']);
  });

  test('may stand beside ** where both run the pipe', () => {
    const text = pushes({ '**': pipe }, { default: pipe });
    expect(found(text, 'Pushes')).toEqual(['ok: run the pipe in branches ** (line 3)']);
  });
});

describe('production is deployed', () => {
  test.each([
    ['by its exact name', pushes({ main: pipe, '**': tests }), 'branches main (line 3)'],
    ['by the default pipeline', pushes({ 'feature/*': tests }, { default: pipe }), 'default (line 4)'],
    ['by the more specific pattern', pushes({ '**': tests, 'ma*': pipe }), 'branches ma* (line 4)'],
    [
      'by a pattern with alternatives',
      pushes({ '{main,develop}': pipe }),
      'branches {main,develop} (line 3)',
    ],
    [
      'by either of two patterns that are equally specific',
      pushes({ 'm*': tests, '*n': pipe }),
      'branches *n (line 4)',
    ],
    [
      'by a trigger whose condition holds for it',
      `${pushes({ '**': tests }, { custom: `{ deploy: ${pipe} }` })}triggers:
  repository-push: [{ condition: 'BITBUCKET_BRANCH == "main"', pipelines: [deploy] }]\n`,
      'custom deploy (line 4)',
    ],
    ['as the README recommends it', complete, 'branches main (line 18)'],
  ])('%s', (_, text, where) => {
    expect(found(text, 'Production')).toEqual([`ok: a push to main runs the pipe in ${where}`]);
  });
});

describe('production is never deployed though it should be', () => {
  test.each([
    [
      'where an exact name goes before a pattern',
      pushes({ '**': pipe, main: tests }),
      'branches main (line 4)',
      'branches ** (line 3)',
    ],
    [
      'where an exact name goes before default',
      pushes({ main: tests }, { default: pipe }),
      'branches main (line 3)',
      'default (line 4)',
    ],
    [
      'where a pattern goes before default',
      pushes({ 'm*': tests }, { default: pipe }),
      'branches m* (line 3)',
      'default (line 4)',
    ],
    [
      'where a more specific pattern goes first',
      pushes({ 'ma*': tests, 'm*': pipe }),
      'branches ma* (line 3)',
      'branches m* (line 4)',
    ],
  ])('%s', (_, text, taker, meant) => {
    const line = /line (\d+)/.exec(taker)?.[1];
    expect(found(text, 'Production')).toEqual([
      `missing line ${line}: a push to main runs ${taker}, which does not run the pipe, and not ${meant}: an exact name goes before a pattern, and any pattern before default`,
    ]);
    expect(checksOf(text).find(({ name }) => name === 'Production')?.remedy).toBe(
      `Add the step with the pipe to ${taker}.`,
    );
  });
});

describe('production that something else deploys is a choice', () => {
  test.each([
    ['where only other branches run the pipe', pushes({ 'feature/*': pipe, main: tests })],
    ['where no pipeline is for it', pushes({ 'feature/*': pipe })],
    [
      'where a custom pipeline deploys',
      pushes({ '**': pipe, main: tests }, { custom: `{ release: ${pipe} }` }),
    ],
    ['where tags run the pipe', pushes({ '**': pipe, main: tests }, { tags: `{ 'v*': ${pipe} }` })],
    [
      'where the condition of a trigger leaves it out',
      `${pushes({ 'feature/*': pipe, main: tests }, { custom: `{ deploy: ${tests} }` })}triggers:
  repository-push: [{ condition: 'BITBUCKET_BRANCH != "main"', pipelines: [deploy] }]\n`,
    ],
  ])('%s', (_, text) => {
    expect(found(text, 'Production')).toEqual([
      expect.stringMatching(
        /^note line \d: no push to main runs the pipe, so production is not deployed by itself$/,
      ),
    ]);
    expect(exitCodeOf(checksOf(text))).toBe(0);
  });

  test('and a manual step is told as one', () => {
    expect(found(pushes({ main: manual }), 'Production')).toEqual([
      'note line 3: a push to main runs the pipe in branches main (line 3), when somebody starts a manual step',
    ]);
  });

  test('and an imported pipeline is not looked at', () => {
    const text = pushes({ '**': pipe, main: '{ import: deploy@shared }' });
    expect(found(text, 'Production')).toEqual([
      'note line 4: a push to main starts branches main (line 4), imported from elsewhere; whether the pipe is in it was not looked at',
    ]);
  });
});

describe('production that follows RELEASE_TAGS', () => {
  const wanted = { releaseTags: ['v*'] };

  test('is deployed by a pipeline of tags', () => {
    const text = pushes({ '**': pipe }, { tags: `{ 'v*': ${pipe} }` });
    expect(found(text, 'Production', wanted)).toEqual([
      'ok: a tag runs the pipe in tags v* (line 4), as RELEASE_TAGS asks for',
    ]);
  });

  test.each([
    ['missing', pushes({ '**': pipe })],
    ['missing', pushes({ '**': pipe }, { tags: `{ 'v*': ${tests} }` })],
    ['note', pushes({ '**': pipe }, { custom: `{ release: ${pipe} }` })],
  ])('is never deployed without one: %s', (result, text) => {
    expect(found(text, 'Production', wanted)).toEqual([
      `${result} line 3: RELEASE_TAGS lets production follow tags, and no pipeline under tags: runs the pipe`,
    ]);
  });
});

describe('production is not judged', () => {
  const text = pushes({ '**': pipe, main: tests });

  test.each([
    ['where the main branch is not known', { mainBranch: undefined }, []],
    ['where branches have no environments', { fetchBranches: false }, []],
    ['where BRANCHES leaves it out', { branches: ['feature/**'] }, ['skipped: the settings leave main out']],
    [
      'where EXCLUDE_BRANCHES names it',
      { excludeBranches: ['ma*'] },
      ['skipped: the settings leave main out'],
    ],
  ])('%s', (_, wanted, expected) => {
    expect(found(text, 'Production', wanted)).toEqual(expected);
  });

  test('where only pull requests run the pipe', () => {
    expect(found(`pipelines:\n  pull-requests: { '**': ${pipe} }\n`, 'Production')).toEqual([]);
  });
});

test.each([
  ['feature/*', 'feature/a', true],
  ['feature/*', 'feature/a/b', false],
  ['feature/**', 'feature/a/b', true],
  ['release**', 'release/1/2', true],
  ['{main,release/*}', 'release/1', true],
  ['{main,release/*}', 'develop', false],
  ['v1.?', 'v1.2', true],
  ['v1.?', 'v1x2', false],
  ['a{b', 'a{b', true],
  ['a+b', 'aab', false],
])('the pattern %s matches %s: %s', (pattern, branch, expected) => {
  expect(patternMatches(pattern, branch)).toBe(expected);
});
