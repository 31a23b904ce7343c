import { describe, expect, test } from 'vitest';
import {
  excessScopes,
  implied,
  missingScopes,
  type Need,
  scopesIn,
} from '../../../src/bitbucket/cloud/scopes.ts';

const everything: Need[] = ['branches', 'pull requests', 'build status', 'Code Insights', 'comments'];

describe('the scopes of a token', () => {
  test.each([
    ['repository, pullrequest', ['repository', 'pullrequest']],
    ['pullrequest:write', ['pullrequest:write']],
    [
      'read:repository:bitbucket read:pullrequest:bitbucket',
      ['read:repository:bitbucket', 'read:pullrequest:bitbucket'],
    ],
    ['', []],
  ])('are read from the header: %s', (header, scopes) => {
    expect(scopesIn(header)).toEqual(scopes);
  });

  test.each([
    ['repository', []],
    ['repository:write', ['repository']],
    ['repository:admin', []],
    ['pullrequest', ['repository']],
    ['pullrequest:write', ['pullrequest', 'repository:write', 'repository']],
    ['pipeline:variable', ['pipeline:write', 'pipeline']],
    ['project', ['repository']],
    ['webhook', []],
    ['write:repository:bitbucket', []],
    ['admin:repository:bitbucket', []],
  ])('%s also holds %j', (scope, held) => {
    expect([...implied([scope])]).toEqual([scope, ...held]);
  });
});

describe('what a token lacks', () => {
  test.each<[Need[], string, { scope: string; needs: Need[] }[]]>([
    [everything, 'pullrequest', []],
    [everything, 'pullrequest:write', []],
    [everything, 'read:repository:bitbucket, read:pullrequest:bitbucket', []],
    [['branches', 'build status', 'Code Insights'], 'repository', []],
    [['branches'], 'repository:admin', [{ scope: 'repository', needs: ['branches'] }]],
    [everything, 'repository', [{ scope: 'pullrequest', needs: ['pull requests', 'comments'] }]],
    [
      ['branches', 'comments'],
      'webhook',
      [
        { scope: 'repository', needs: ['branches'] },
        { scope: 'pullrequest', needs: ['comments'] },
      ],
    ],
    [
      ['branches', 'pull requests'],
      'write:repository:bitbucket, read:pullrequest:bitbucket',
      [{ scope: 'read:repository:bitbucket', needs: ['branches'] }],
    ],
    [
      ['build status', 'pull requests'],
      'read:repository:bitbucket, write:pullrequest:bitbucket',
      [{ scope: 'read:pullrequest:bitbucket', needs: ['pull requests'] }],
    ],
    [['branches'], '', [{ scope: 'repository', needs: ['branches'] }]],
    [[], '', []],
  ])('for %j with "%s"', (needs, header, missing) => {
    expect(missingScopes(needs, scopesIn(header))).toEqual(missing);
  });
});

describe('what a token may do beyond that', () => {
  test.each([
    'repository, pullrequest',
    'pullrequest',
    'read:repository:bitbucket, read:pullrequest:bitbucket',
  ])('nothing with "%s"', (header) => {
    expect(excessScopes(everything, scopesIn(header))).toEqual([]);
  });

  test.each([
    ['pullrequest:write', 'could merge and decline pull requests'],
    ['write:pullrequest:bitbucket', 'could merge and decline pull requests'],
    ['repository:write', 'could push code and delete branches'],
    ['write:repository:bitbucket', 'could push code and delete branches'],
    ['repository:admin', 'could change settings and permissions'],
    ['admin:repository:bitbucket', 'could change settings and permissions'],
    ['repository:delete', 'could delete repositories'],
    ['delete:repository:bitbucket', 'could delete repositories'],
    ['pipeline:variable', 'could read and change the variables of pipelines'],
    ['pipeline:write', 'could start and stop pipelines'],
    ['webhook', 'could send what happens in the repository elsewhere'],
    ['account', 'could see more than it has to'],
  ])('%s, with the reason to take it away', (scope, harm) => {
    const enough = ['pullrequest', 'read:repository:bitbucket', 'read:pullrequest:bitbucket'];
    const granted = [
      ...enough.filter((one) => one.endsWith(':bitbucket') === scope.endsWith(':bitbucket')),
      scope,
    ];
    expect(excessScopes(everything, granted)).toEqual([
      { scope, reason: `the pipe does not need it, and who gets hold of the token ${harm}` },
    ]);
  });

  test.each<[Need[], string, string]>([
    [
      ['branches'],
      'pullrequest',
      'repository would do, and who gets hold of the token could see more than it has to',
    ],
    [
      everything,
      'pullrequest:write',
      'repository and pullrequest would do, and who gets hold of the token could merge and decline pull requests',
    ],
  ])('for %j even in %s, which covers it', (needs, scope, reason) => {
    expect(excessScopes(needs, [scope])).toEqual([{ scope, reason }]);
  });
});
