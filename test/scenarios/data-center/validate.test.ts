import { expect, test } from 'vitest';
import { expectFailure } from '../failure.ts';
import type { Scenario } from '../scenario.ts';
import { wellSetUp } from '../well-set-up.ts';

function validate(world: Scenario, variables: Record<string, string> = {}) {
  return world.deploy({ branch: 'main' }, { COMMAND: 'validate', ...variables });
}

test('the permission takes the place of scopes', async () => {
  const world = await wellSetUp();

  const run = await validate(world);

  expectFailure(
    run,
    0,
    '✔ Bitbucket credentials: BITBUCKET_SERVER_TOKEN has "Repository read" on SHOP/storefront',
    '✔ Project configuration: .upsun/config.yaml',
    '– bitbucket-pipelines.yml',
  );
  expect(world.changes()).toEqual([]);
});

test.each([
  ['that it has by default', {}, 'upsun-environments/abc123def4567'],
  ['that was chosen', { BITBUCKET_SERVER_BUILD_KEY: 'SHOP-PREVIEWS' }, 'SHOP-PREVIEWS'],
])('the key %s for required builds is told to whoever sets them up', async (_which, variables, key) => {
  const world = await wellSetUp();

  expectFailure(
    await validate(world, variables),
    0,
    `✔ Build key: the merge check "Required builds" matches ${key}`,
  );
});

test('a permission that is more than needed is named', async () => {
  const world = await wellSetUp();
  const token = world.dataCenter.addToken('repository_token', ['REPO_ADMIN']);

  const run = await validate(world, { BITBUCKET_SERVER_TOKEN: token });

  expectFailure(run, 0, '– Bitbucket credentials', 'could change the settings', '"Repository read" would do');
});

test('a permission that is missing is named', async () => {
  const world = await wellSetUp();
  world.dataCenter.settings.public = true;
  const token = world.dataCenter.addToken('user_token', []);

  const run = await validate(world, { BITBUCKET_SERVER_TOKEN: token });

  expectFailure(run, 2, '✖ Bitbucket credentials', 'no permission on SHOP/storefront', '"Repository read"');
});

test.each([
  {
    what: 'a token that is refused',
    variables: { BITBUCKET_SERVER_TOKEN: 'mistyped' },
    told: ['✖ Repository: Bitbucket refused BITBUCKET_SERVER_TOKEN', 'HTTP access token'],
  },
  {
    what: 'a repository that the token does not see',
    variables: { REPOSITORY: 'SHOP/other' },
    told: ['✖ Repository', 'SHOP/other', 'REPOSITORY'],
  },
])('$what is missing, with what to do', async ({ variables, told }) => {
  const world = await wellSetUp();

  expectFailure(await validate(world, variables), 2, ...told);
  expect(world.changes()).toEqual([]);
});
