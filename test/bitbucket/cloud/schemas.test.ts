import { describe, expect, test } from 'vitest';
import { branchAnswer, commitAnswer, pullRequestAnswer } from '../../../src/bitbucket/cloud/schemas.ts';

const hash = '8d51122def5632836d1cb1026e879069e10a1e13';
const abbreviated = hash.slice(0, 12);

describe('a hash that Bitbucket Cloud has to give in full', () => {
  test('is that of a branch and of a commit', () => {
    expect(branchAnswer.parse({ name: 'main', target: { hash } })).toEqual({ name: 'main', commit: hash });
    expect(commitAnswer.parse({ hash })).toEqual({ hash });
  });

  test.each([abbreviated, '', hash.toUpperCase(), undefined])(
    'makes the answer malformed where it is %s',
    (given) => {
      expect(() => branchAnswer.parse({ name: 'main', target: { hash: given } })).toThrow(/full hash/);
      expect(() => commitAnswer.parse({ hash: given })).toThrow(/full hash/);
    },
  );
});

describe('the source commit of a pull request on Bitbucket Cloud', () => {
  const repository = { uuid: '{1}', full_name: 'acme/shop' };
  const destination = { branch: { name: 'main' }, commit: { hash }, repository };

  test.each([
    ['may be abbreviated', { hash: abbreviated }, abbreviated],
    ['is unknown where it is left out', null, undefined],
    ['is unknown where it is empty', { hash: '' }, undefined],
  ])('%s', (_what, commit, expected) => {
    const source = { branch: { name: 'feature/login' }, commit, repository };
    const told = { id: 7, title: 'Log in', state: 'OPEN', source, destination };
    expect(pullRequestAnswer.parse(told).source).toStrictEqual({ name: 'feature/login', commit: expected });
  });
});
