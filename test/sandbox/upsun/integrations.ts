import { timestamp } from './state.ts';

export type CodeSourceType = 'bitbucket' | 'bitbucket_server' | 'github' | 'gitlab';

/** An integration as the API shows it. */
export interface Integration {
  id: string;
  type: CodeSourceType | 'webhook';
  [field: string]: unknown;
}

/** Whether an integration brings code into the project, so that nobody else should. */
export function isCodeSource({ type }: Integration): boolean {
  return type !== 'webhook';
}

/** The repository's own address, which a code-source integration puts in the place of Upsun's. */
export function remoteUrl({ type, repository, project }: Integration): string {
  const hosts: Record<Integration['type'], string> = {
    bitbucket: 'bitbucket.org',
    bitbucket_server: 'bitbucket.example.com',
    github: 'github.com',
    gitlab: 'gitlab.com',
    webhook: 'localhost',
  };
  return `git@${hosts[type]}:${String(type === 'gitlab' ? project : repository)}.git`;
}

/** Makes an integration of some type with the vendor's default settings. */
export function createIntegration(type: Integration['type']): Integration {
  const now = timestamp();
  const common = {
    id: crypto.randomUUID().replaceAll('-', '').slice(0, 13),
    created_at: now,
    updated_at: now,
    type,
    role: '',
  };
  return { ...common, ...(type === 'webhook' ? webhook : { ...fetching, ...codeSources[type] }) };
}

const fetching = { fetch_branches: true, prune_branches: true, environment_init_resources: 'parent' };

const codeSources: Record<CodeSourceType, Record<string, unknown>> = {
  bitbucket: {
    app_credentials: { key: 'consumer-key' },
    addon_credentials: null,
    repository: 'acme/shop',
    build_pull_requests: true,
    pull_requests_clone_parent_data: true,
    resync_pull_requests: false,
  },
  bitbucket_server: {
    url: 'https://bitbucket.example.com',
    username: 'upsun',
    project: 'ACME',
    repository: 'shop',
    build_pull_requests: true,
    pull_requests_clone_parent_data: true,
  },
  github: {
    base_url: null,
    repository: 'acme/shop',
    build_pull_requests: true,
    build_draft_pull_requests: true,
    build_pull_requests_post_merge: false,
    pull_requests_clone_parent_data: true,
    token_type: 'classic_personal_token',
  },
  gitlab: {
    token_expires_at: null,
    rotate_token: false,
    rotate_token_validity_in_weeks: 4,
    base_url: 'https://gitlab.com',
    project: 'acme/shop',
    build_merge_requests: true,
    build_wip_merge_requests: true,
    merge_requests_clone_parent_data: true,
  },
};

const webhook = {
  events: ['*'],
  environments: ['*'],
  excluded_environments: [],
  states: ['complete'],
  result: '*',
  shared_key: null,
  url: 'https://hooks.example.com/upsun',
};
