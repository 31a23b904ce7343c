import { PipeError } from '../errors.ts';
import type { Integration, UpsunEnvironment, UpsunProject } from './upsun.ts';

const codeSources: readonly string[] = ['bitbucket', 'bitbucket_server', 'github', 'gitlab'];

/**
 * Throws a refusal where the project takes its code from an integration of its own: that one and this pipe would
 * overwrite and delete each other's environments. Where the integrations cannot be listed (`undefined`), an external
 * repository or environments with a remote tell.
 */
export function refuseConflict(
  project: UpsunProject,
  integrations: readonly Integration[] | undefined,
  environments: readonly UpsunEnvironment[],
): void {
  const integration = integrations?.find(({ type }) => codeSources.includes(type));
  if (integration) {
    const source = integration.repository ? ` of ${integration.repository}` : '';
    throw refusal(
      `Project ${project.id} has a ${integration.type} integration${source} (${integration.id}).`,
      `upsun integration:delete ${integration.id} --project ${project.id}`,
    );
  }
  if (
    integrations === undefined &&
    (isExternal(project) || environments.some(({ hasRemote }) => hasRemote))
  ) {
    throw refusal(
      `Project ${project.id} takes its code from ${isExternal(project) ? project.repositoryUrl : 'a repository elsewhere'}.`,
      `upsun integration:list --project ${project.id}, then upsun integration:delete <id> --project ${project.id}`,
    );
  }
}

/** Upsun's own git is reached over SSH by a user named after the project; code hosts call theirs git. */
export function isExternal({ repositoryUrl }: UpsunProject): boolean {
  return /^(https?:\/\/|(ssh:\/\/)?git@)/.test(repositoryUrl);
}

function refusal(what: string, command: string): PipeError {
  return new PipeError(
    'refusal',
    `${what} It and this pipe would overwrite and delete each other's environments.`,
    {
      remedy: `If the pipe shall take over, remove the integration first: ${command}.`,
    },
  );
}
