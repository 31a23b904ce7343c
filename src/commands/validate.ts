import type { Journal } from '../journal.ts';
import type { Log } from '../log.ts';
import { type BitbucketPorts, checkBitbucket } from '../validate/access/bitbucket.ts';
import { type Check, exitCodeOf, printChecks } from '../validate/checks.ts';
import { checkCommit, type CommitPorts } from '../validate/commit.ts';
import { checkGit, type GitPorts } from '../validate/access/git.ts';
import { checkDefaultBranch } from '../validate/access/project.ts';
import { checkUpsun, type UpsunPorts } from '../validate/access/upsun.ts';

/** Settings that are not valid have ended the run before. */
const settings: Check = { name: 'Settings', result: 'ok', detail: 'valid' };

/** Both vendors are reached through methods that only read. */
type ValidationPorts = UpsunPorts &
  BitbucketPorts &
  GitPorts &
  CommitPorts & { log: Log; journal: Pick<Journal, 'checks'> };

/** The command `validate`: says whether all that a run needs is in place, and changes nothing. Returns the exit code. */
export async function validate(ports: ValidationPorts): Promise<number> {
  const [upsun, bitbucket] = await Promise.all([checkUpsun(ports), checkBitbucket(ports)]);
  const [git, commit] = await Promise.all([checkGit(ports, upsun), checkCommit(ports, bitbucket.repository)]);
  const checks = [
    settings,
    ...upsun.checks,
    ...bitbucket.checks,
    checkDefaultBranch(upsun.project, bitbucket.repository, ports.settings),
    ...git,
    ...commit,
  ];
  printChecks(ports.log, checks);
  ports.journal.checks.push(...checks);
  return exitCodeOf(checks);
}
