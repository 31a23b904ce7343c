import { region } from './state.ts';

/** The project's settings as the API shows them; a test may change any of them. */
export type ProjectSettings = Record<string, unknown>;

/** The settings of a new project on Upsun Flex or on a fixed plan. */
export function createSettings({
  flex,
  concurrency,
}: {
  flex: boolean;
  concurrency: number;
}): ProjectSettings {
  return {
    ...productSettings(flex),
    ...deploymentSettings(flex, concurrency),
    ...limits,
    ...features,
  };
}

function productSettings(flex: boolean): ProjectSettings {
  return {
    initialize: {},
    product_name: flex ? 'Upsun' : 'Platform.sh',
    product_code: flex ? 'upsun' : 'platformsh',
    ui_uri_template: 'https://console.platform.example/projects/{project_id}',
    variables_prefix: 'PLATFORM_',
    bot_email: `bot@${region}`,
    application_config_file: '.platform.app.yaml',
    project_config_dir: flex ? '.upsun' : '.platform',
    certifier_url: 'https://auth.platform.example',
    additional_hosts: {},
    data_retention: null,
  };
}

function deploymentSettings(flex: boolean, concurrency: number): ProjectSettings {
  return {
    sizing_api_enabled: flex,
    concurrency_limits: { '*': concurrency, integration: 4, backup: 2, cron: 10 },
    environment_name_strategy: 'name-and-hash',
    enable_codesource_integration_push: false,
    allow_manual_deployments: true,
    allow_rolling_deployments: flex,
    enable_zero_downtime_deployments: flex,
    enable_paused_environments: true,
    enable_unified_configuration: flex,
    maintenance_window: null,
    development_domain_template: null,
    development_service_size: 'S',
    development_application_size: 'S',
    enable_guaranteed_resources: flex,
    allow_burst: flex,
    allow_scaling_to_zero: false,
  };
}

const limits: ProjectSettings = {
  temporary_disk_size: null,
  local_disk_size: null,
  cron_minimum_interval: 5,
  cron_maximum_jitter: 20,
  cron_production_expiry_interval: 10,
  cron_non_production_expiry_interval: 10,
  build_resources: { cpu: 1, memory: 2048 },
  router_resources: { baseline_cpu: 0.1, baseline_memory: 128, max_cpu: 0.5, max_memory: 512 },
  max_allowed_routes: 50_000,
  max_allowed_redirects_paths: 50_000,
  glue_server_max_request_size: 10,
  git_server: { push_size_hard_limit: 1_073_741_824 },
  activity_logs_max_size: 1_048_576,
};

const features: ProjectSettings = {
  use_drupal_defaults: false,
  use_legacy_subdomains: false,
  enable_certificate_provisioning: true,
  certificate_style: 'ecdsa',
  certificate_renewal_activity: true,
  enable_state_api_deployments: true,
  flexible_build_cache: false,
  strict_configuration: true,
  has_sleepy_crons: true,
  crons_in_git: true,
  custom_error_template: null,
  app_error_page_template: null,
  enforce_mfa: false,
  systemd: true,
  router_gen2: true,
  outbound_restrictions_default_policy: 'allow',
  self_upgrade: true,
  self_upgrade_latest_major: true,
  enable_incremental_backups: true,
  enable_cache_grace_period: true,
  enable_admin_agent: true,
  centralized_permissions: true,
  persistent_endpoints_ssh: true,
  persistent_endpoints_ssl_certificates: true,
  enable_disk_health_monitoring: false,
  enable_explicit_empty_routes: false,
  enable_routes_tracing: false,
  image_deployment_validation: true,
  support_generic_images: false,
  enable_github_app_token_exchange: false,
  continuous_profiling: { supported_runtimes: [] },
  disable_agent_error_reporter: false,
  requires_domain_ownership: false,
  allow_activity_reschedule: false,
  save_applications_vendors: false,
  locations_script_default: false,
  support_oci_images: false,
};
