import type { Effects } from '../effects.ts';
import { checkBitbucket } from '../validate/access/bitbucket.ts';
import { type Check, exitCodeOf, printChecks } from '../validate/checks.ts';
import { checkCommit } from '../validate/commit.ts';
import { checkGit } from '../validate/access/git.ts';
import { checkDefaultBranch } from '../validate/access/project.ts';
import { checkUpsun } from '../validate/access/upsun.ts';

/** Settings that are not valid have ended the run before. */
const settings: Check = { name: 'Settings', result: 'ok', detail: 'valid' };

/** The command `validate`: says whether all that a run needs is in place, and changes nothing. Returns the exit code. */
export async function validate(effects: Effects): Promise<number> {
  const [upsun, bitbucket] = await Promise.all([checkUpsun(effects), checkBitbucket(effects)]);
  const [git, commit] = await Promise.all([
    checkGit(effects, upsun),
    checkCommit(effects, bitbucket.repository),
  ]);
  const checks = [
    settings,
    ...upsun.checks,
    ...bitbucket.checks,
    checkDefaultBranch(upsun.project, bitbucket.repository),
    ...git,
    ...commit,
  ];
  printChecks(effects.log, checks);
  return exitCodeOf(checks);
}
