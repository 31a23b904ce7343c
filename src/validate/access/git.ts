import type { Git } from '../../git/programs.ts';
import { reach } from '../../git/reach.ts';
import type { SshVariables } from '../../git/ssh.ts';
import { isExternal } from '../../upsun/conflict.ts';
import type { Check } from '../checks.ts';
import { look, skipped, whenFound } from '../look.ts';
import type { UpsunFindings } from './upsun.ts';

const [certificate, server] = ['SSH certificate', 'Git server'] as const;

export interface GitPorts {
  git: Git;
  /** A certified key of this run. */
  ssh: () => Promise<SshVariables>;
  signal: AbortSignal;
}

/** Whether Upsun certifies a key for this run, and its git server shows the pinned one and lets the run in. */
export async function checkGit(
  { ssh, git, signal }: GitPorts,
  { tokenWorks, project }: UpsunFindings,
): Promise<Check[]> {
  if (!tokenWorks)
    return ([certificate, server] as const).map((name) => skipped(name, 'takes a token that works'));
  const certified = await look(certificate, signal, ssh);
  if (certified.kind === 'problem') return [certified.problem, skipped(server, 'there is no certificate')];
  const issued: Check = { name: certificate, result: 'ok', detail: 'issued for a key of this run' };
  if (!project) return [issued, skipped(server, 'its address is not known')];
  const { repositoryUrl } = project;
  if (isExternal(project)) return [issued, skipped(server, `the code comes from ${repositoryUrl}`)];
  const reached = await look(server, signal, () => reach(git, repositoryUrl, certified.found));
  return [
    issued,
    ...whenFound(reached, (): Check[] => [
      {
        name: server,
        result: 'ok',
        detail: `${repositoryUrl} shows the pinned key and takes the certificate`,
      },
    ]),
  ];
}
