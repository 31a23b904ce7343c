import type { Activity } from './activity.ts';
import type { DeploymentState, Environment } from './environment.ts';
import { divergence } from './git.ts';
import { activityLinks, environmentLinks } from './hal.ts';
import { isCodeSource } from './integrations.ts';
import { hasStagedActivities, shownStatus } from './standing.ts';
import { region, timestamp, type UpsunState } from './state.ts';

/** An environment as the API shows it. */
export async function environmentResource(upsun: UpsunState, environment: Environment): Promise<object> {
  const status = shownStatus(upsun, environment);
  return {
    ...settingsOf(environment),
    id: environment.id,
    name: environment.id,
    machine_name: environment.machineName,
    project: upsun.projectId,
    status,
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
    last_active_at: environment.lastActiveAt,
    last_backup_at: environment.backups.at(-1)?.createdAt ?? null,
    default_domain: null,
    has_domains: false,
    deployment_target: 'local',
    is_main: environment.id === upsun.defaultBranch,
    is_dirty: status === 'dirty',
    is_pr: false,
    has_remote: upsun.controls.integrations.some(isCodeSource),
    edge_hostname: `${environment.machineName}-${upsun.projectId}.${region}`,
    deployment_state: environment.deploymentState ? deploymentState(environment.deploymentState) : null,
    sizing: null,
    resources_overrides: {},
    max_instance_count: null,
    has_staged_activities: hasStagedActivities(upsun, environment),
    can_rolling_deploy: false,
    supports_rolling_deployments: false,
    has_code: environment.head !== null,
    head_commit: environment.head,
    merge_info: await mergeInfo(upsun, environment),
    has_deployment: environment.deployment !== undefined,
    supports_restrict_robots: true,
    _links: environmentLinks(upsun, environment),
  };
}

function settingsOf(environment: Environment) {
  return {
    title: environment.title,
    attributes: environment.attributes,
    type: environment.type,
    parent: environment.parent,
    clone_parent_on_create: environment.cloneParentOnCreate,
    http_access: environment.httpAccess,
    enable_smtp: environment.enableSmtp,
    restrict_robots: environment.restrictRobots,
  };
}

async function mergeInfo(upsun: UpsunState, { head, parent }: Environment) {
  const parentHead = parent === null ? null : upsun.environments.get(parent)?.head;
  if (!head || !parentHead) return { commits_ahead: null, commits_behind: null, parent_ref: null };
  const key = `${head}...${parentHead}`;
  const known = upsun.divergences.get(key) ?? divergence(upsun.repository, head, parentHead);
  upsun.divergences.set(key, known);
  const { ahead, behind } = await known;
  return { commits_ahead: ahead, commits_behind: behind, parent_ref: `refs/heads/${parent}` };
}

function deploymentState(state: DeploymentState) {
  return {
    last_state_update_successful: state.stateUpdated,
    last_deployment_successful: state.successful,
    last_deployment_failure_reason: state.failureReason,
    last_deployment_commands: state.commands,
    last_deployment_at: state.at,
    last_autoscale_up_at: null,
    last_autoscale_down_at: null,
    last_maintenance_at: null,
    crons: { enabled: true, status: 'running' },
  };
}

/** An activity as the API shows it; `listQuery` is the query of the list that it is part of. */
export function activityResource(upsun: UpsunState, activity: Activity, listQuery = ''): object {
  return {
    id: activity.id,
    created_at: activity.createdAt,
    updated_at: activity.updatedAt,
    type: activity.type,
    parameters: activity.parameters,
    project: upsun.projectId,
    environments: activity.environments,
    state: activity.state,
    result: activity.result,
    failure_reason: activity.failureReason,
    started_at: activity.startedAt,
    completed_at: activity.completedAt,
    completion_percent: activity.completionPercent,
    cancelled_at: activity.cancelledAt,
    timings: activity.timings,
    log: '',
    payload: activity.payload,
    description: activity.description,
    text: activity.text,
    expires_at: timestamp(new Date(Date.parse(activity.createdAt) + 30 * 24 * 3_600_000)),
    commands: activity.commands,
    _links: activityLinks(upsun, activity, listQuery),
  };
}
