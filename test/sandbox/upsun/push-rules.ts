import type { Push } from '../git/push.ts';
import { fileLargerThan } from './git.ts';
import { isCodeSource } from './integrations.ts';
import { limitPushRefusal } from './limit.ts';
import { writeRefusal } from './rules.ts';
import { shownStatus } from './standing.ts';
import type { UpsunState } from './state.ts';

/** The sentence that refuses a push, if one does. */
export async function pushRefusal(upsun: UpsunState, push: Push): Promise<string | undefined> {
  return (
    upsun.controls.refusePush ??
    generalRefusal(upsun, push) ??
    (push.newCommit === null ? deletionRefusal(upsun, push) : undefined) ??
    optionRefusal(upsun, push) ??
    integrationRefusal(upsun, push) ??
    limitRefusalOf(upsun, push) ??
    sizeRefusal(upsun, push)
  );
}

function generalRefusal({ controls, environments }: UpsunState, push: Push): string | undefined {
  if (controls.suspended) return 'The project is suspended: it takes no pushes.';
  if (controls.role === 'viewer') return 'You may not push to this project.';
  if (controls.role === 'contributor' && push.force) return 'Contributors may not force a push.';
  if (environments.get(push.branch)?.status === 'deleting')
    return `Environment ${push.branch} is being deleted.`;
  return undefined;
}

function deletionRefusal(upsun: UpsunState, { branch }: Push): string | undefined {
  const environment = upsun.environments.get(branch);
  if (branch === upsun.defaultBranch) return 'The default branch cannot be deleted.';
  const status = environment && shownStatus(upsun, environment);
  if (status && status !== 'inactive') return `Environment ${branch} is ${status}: deactivate it first.`;
  return writeRefusal(upsun);
}

function optionRefusal(upsun: UpsunState, { branch, options }: Push): string | undefined {
  const parent = options['environment.parent'];
  if (parent !== undefined && (parent === branch || !upsun.environments.has(parent))) {
    return `Invalid push option environment.parent: no environment ${parent} to be the parent of ${branch}`;
  }
  for (const [name, allowed] of Object.entries(choices)) {
    const value = options[name];
    if (value !== undefined && !allowed.includes(value.toLowerCase())) {
      return `Invalid push option ${name}: ${value} is none of ${allowed.join(', ')}`;
    }
  }
  return undefined;
}

const choices: Record<string, string[]> = {
  'environment.status': ['active'],
  'environment.type': ['development', 'staging', 'production'],
  'environment.clone_parent_on_create': ['true', 'false'],
  'resources.init': ['default', 'minimum', 'parent', 'manual'],
  'deploy.strategy': ['rolling', 'stopstart'],
};

function integrationRefusal(upsun: UpsunState, { branch }: Push): string | undefined {
  if (upsun.environments.has(branch) || !upsun.controls.integrations.some(isCodeSource)) return undefined;
  return 'This project takes its branches from an integration: push to its repository instead.';
}

function limitRefusalOf(upsun: UpsunState, { branch, options }: Push): string | undefined {
  const status = upsun.environments.get(branch)?.status ?? 'inactive';
  if (status !== 'inactive' || options['environment.status'] !== 'active') return undefined;
  return limitPushRefusal(upsun, branch);
}

async function sizeRefusal({ repository, controls }: UpsunState, push: Push): Promise<string | undefined> {
  if (push.newCommit === null) return undefined;
  const file = await fileLargerThan(repository, push.newCommit, controls.maxFileSize, push.environment);
  return file && `The file ${file} is larger than the allowed ${controls.maxFileSize} bytes.`;
}
