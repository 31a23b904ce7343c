import type { Deployment, Environment } from './environment.ts';
import { treeOf } from './git.ts';
import { valuesOf } from './variables.ts';
import type { UpsunState } from './state.ts';

/** The application of a deployment, the only one there is, as the API shows it. */
export async function webappResource(
  upsun: UpsunState,
  environment: Environment,
  { commit, variables }: Deployment,
): Promise<object> {
  const tree = await treeOf(upsun.repository, commit);
  const slug = `${upsun.projectId}-app-${tree.slice(0, 12)}`;
  return {
    ...application,
    resources: upsun.flex ? resources(environment) : null,
    tree_id: tree,
    config_id: slug,
    slug_id: slug,
    variables: { env: valuesOf(variables) },
  };
}

/** Without a size nothing can be deployed. */
function resources({ resourcesMissing, profileSize }: Environment): object {
  return {
    base_memory: null,
    memory_ratio: null,
    profile_size: resourcesMissing ? null : profileSize,
    minimum: null,
    default: null,
    disk: null,
  };
}

const application = {
  name: 'app',
  type: 'nodejs:22',
  size: 'AUTO',
  disk: null,
  access: {},
  relationships: {},
  additional_hosts: {},
  mounts: {},
  timezone: null,
  firewall: null,
  container_profile: null,
  operations: {},
  preflight: { enabled: true, ignored_rules: [] },
  app_dir: '/app',
  endpoints: null,
  runtime: {},
  web: { locations: {}, commands: { start: 'node server.js' }, move_to_root: false },
  hooks: { build: 'npm run build', deploy: 'npm run migrate', post_deploy: 'npm run warm-up' },
  crons: {
    refresh: { spec: '*/5 * * * *', commands: { start: 'npm run refresh' }, timeout: 86_400 },
  },
  source: { root: null, operations: {} },
  build: { flavor: null, caches: {} },
  dependencies: {},
  stack: { runtimes: [], packages: [] },
  image: null,
  is_across_submodule: false,
  instance_count: null,
  supports_horizontal_scaling: true,
};
