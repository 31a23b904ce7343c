import type { Effects } from '../effects.ts';
import { checkBitbucket } from '../validate/bitbucket-checks.ts';
import { type Check, exitCodeOf, printChecks } from '../validate/checks.ts';
import { checkCommit } from '../validate/commit-checks.ts';
import { checkGit } from '../validate/git-checks.ts';
import { checkDefaultBranch } from '../validate/project-checks.ts';
import { checkUpsun } from '../validate/upsun-checks.ts';

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
