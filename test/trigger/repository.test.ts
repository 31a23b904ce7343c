import { describe, expect, test } from 'vitest';
import { repositoryOfClone, repositoryOfPullRequestPage } from '../../src/trigger/repository.ts';

describe('the repository that is cloned from an address', () => {
  test.each([
    // Cloud
    ['https://bitbucket.org/acme/shop.git', 'acme/shop'],
    ['https://jdoe@bitbucket.org/acme/shop.git', 'acme/shop'],
    ['git@bitbucket.org:acme/shop.git', 'acme/shop'],
    ['ssh://git@bitbucket.org/acme/shop', 'acme/shop'],
    ['ssh://git@altssh.bitbucket.org:443/acme/shop.git', 'acme/shop'],
    // Data Center
    ['https://git.acme.example/scm/web/shop.git', 'WEB/shop'],
    ['https://git.acme.example:8443/bitbucket/scm/WEB/shop.git/', 'WEB/shop'],
    ['https://jdoe@git.acme.example/scm/~jdoe/my.shop_2-a.git', '~jdoe/my.shop_2-a'],
    ['https://git.acme.example/scm/%7Ejdoe/shop.git', '~jdoe/shop'],
    ['ssh://git@git.acme.example:7999/web/shop.git', 'WEB/shop'],
    ['ssh://git@git.acme.example:7999/~jdoe/shop.git', '~jdoe/shop'],
    ['git@git.acme.example:web/shop.git', 'WEB/shop'],
    // No Bitbucket
    ['/srv/git/shop.git', undefined],
    ['../web/shop', undefined],
    ['file:///srv/git/shop.git', undefined],
    ['C:\\git\\web\\shop', undefined],
    ['https://git.acme.example/shop.git', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s → %s', (address, repository) => {
    expect(repositoryOfClone(address)).toBe(repository);
  });
});

describe("the repository of a pull request's page", () => {
  test.each([
    ['https://git.acme.example/projects/WEB/repos/shop/pull-requests/12/overview', 'WEB/shop'],
    ['https://git.acme.example/bitbucket/projects/WEB/repos/shop/pull-requests/12', 'WEB/shop'],
    ['https://git.acme.example/users/jdoe/repos/shop/pull-requests/12', '~jdoe/shop'],
    ['https://git.acme.example/projects/~jdoe/repos/shop/pull-requests/12', '~jdoe/shop'],
    ['https://bitbucket.org/acme/shop/pull-requests/12', 'acme/shop'],
    ['https://github.com/acme/shop/pull/12', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s → %s', (page, repository) => {
    expect(repositoryOfPullRequestPage(page)).toBe(repository);
  });
});
