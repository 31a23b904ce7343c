import { projectLinks } from './hal.ts';
import { isCodeSource, remoteUrl } from './integrations.ts';
import { region, user, type UpsunState } from './state.ts';

/** The project as the API shows it; a code-source integration replaces the address of its repository. */
export function projectResource(upsun: UpsunState): object {
  const source = upsun.controls.integrations.find(isCodeSource);
  return {
    id: upsun.projectId,
    created_at: upsun.createdAt,
    updated_at: upsun.createdAt,
    attributes: {},
    title: upsun.controls.title,
    description: '',
    owner: user.id,
    namespace: null,
    organization: 'sandbox-organization',
    default_branch: upsun.defaultBranch,
    status: { code: 'provisioned', message: 'The project is ready' },
    timezone: 'UTC',
    region,
    repository: { url: source ? remoteUrl(source) : upsun.gitUrl(), client_ssh_key: null },
    default_domain: null,
    subscription: subscription(upsun),
    maintenance: null,
    _links: projectLinks(upsun),
  };
}

/** What the project's plan allows. Flex counts no environments, unless the sandbox was told to. */
export function subscription({ controls, flex }: UpsunState): object {
  const shown = controls.limitBehaviour.hidden ? undefined : controls.environmentLimit;
  const limit = shown ?? (flex ? undefined : 1000);
  const unlimited = { legacy_development: false, max_cpu: null, max_memory: null };
  return {
    license_uri: `https://${region}/licenses/1`,
    plan: flex ? 'standard' : 'development',
    ...(limit === undefined ? {} : { environments: limit }),
    storage: 5120,
    included_users: 1,
    subscription_management_uri: `https://${region}/subscriptions/1`,
    restricted: false,
    suspended: controls.suspended,
    user_licenses: 1,
    resources: {
      container_profiles: flex,
      production: { ...unlimited, max_environments: 1 },
      development: { ...unlimited, max_environments: limit ?? null },
    },
  };
}

/** The token's user. */
export function userResource(): object {
  return {
    id: user.id,
    deactivated: false,
    namespace: 'sandbox',
    username: 'deploy-bot',
    email: user.email,
    email_verified: true,
    first_name: 'Deploy',
    last_name: 'Bot',
    picture: `https://${region}/pictures/deploy-bot.png`,
    company: '',
    website: `https://${region}/`,
    country: 'IE',
    created_at: '2026-01-01T00:00:00.000000+00:00',
    updated_at: '2026-01-01T00:00:00.000000+00:00',
  };
}
