/** Answers in the shapes of three releases, cut to one of each kind. */
import { hashOf } from '../hashes.ts';

const hash = hashOf('8d51122def5632836d1cb1026e879069e10a1e13');

const project = { key: 'SHOP', id: 3, name: 'Shop', public: false, type: 'NORMAL' };

export const repository = {
  slug: 'storefront',
  id: 42,
  name: 'Storefront',
  hierarchyId: 'e3c939f9ef4a7fae272e',
  scmId: 'git',
  state: 'AVAILABLE',
  statusMessage: 'Available',
  forkable: true,
  project,
  public: false,
  archived: false,
  links: { clone: [{ href: 'https://git.example.com/bitbucket/scm/shop/storefront.git', name: 'http' }] },
};

const fork = {
  ...repository,
  id: 77,
  origin: repository,
  project: { key: '~JANE', type: 'PERSONAL', name: 'Jane' },
};

/** The document of the API says `default`, the servers say `isDefault`. */
export const branches = {
  '8.19': {
    id: 'refs/heads/feature/login',
    displayId: 'feature/login',
    type: 'BRANCH',
    latestCommit: hash,
    latestChangeset: hash,
    isDefault: false,
  },
  '9.4': {
    id: 'refs/heads/feature/login',
    displayId: 'feature/login',
    type: 'BRANCH',
    latestCommit: hash,
    isDefault: false,
  },
  '10.4': { id: 'refs/heads/feature/login', displayId: 'feature/login', latestCommit: hash, default: false },
};

const pullRequestOf8 = {
  id: 7,
  version: 2,
  title: 'Log in',
  description: 'With a password',
  state: 'OPEN',
  open: true,
  closed: false,
  createdDate: 1_763_000_000_000,
  updatedDate: 1_763_500_000_000,
  locked: false,
  fromRef: {
    id: 'refs/heads/feature/login',
    displayId: 'feature/login',
    latestCommit: hash,
    type: 'BRANCH',
    repository,
  },
  toRef: { id: 'refs/heads/main', displayId: 'main', latestCommit: hash, type: 'BRANCH', repository },
  author: { user: { name: 'jane', slug: 'jane', type: 'NORMAL' }, role: 'AUTHOR', status: 'UNAPPROVED' },
  reviewers: [],
  participants: [],
  links: {
    self: [{ href: 'https://git.example.com/bitbucket/projects/SHOP/repos/storefront/pull-requests/7' }],
  },
};

/** Drafts came with 8.18. */
export const pullRequests = {
  '8.9': pullRequestOf8,
  '8.19': { ...pullRequestOf8, draft: false },
  '9.4': {
    ...pullRequestOf8,
    draft: false,
    properties: { mergeResult: { outcome: 'CLEAN', current: true } },
  },
  '10.4': { ...pullRequestOf8, draft: false, properties: { openTaskCount: 0, commentCount: 1 } },
};

export const pullRequest = pullRequests['10.4'];

export const forked = { ...pullRequest, fromRef: { ...pullRequest.fromRef, repository: fork } };

/** The fork was deleted, or the credentials cannot see it. */
export const forkedFromNowhere = {
  ...pullRequest,
  fromRef: { ...pullRequest.fromRef, repository: undefined },
};

export { hash };
