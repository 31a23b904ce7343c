import type { CommitHash } from '../plan/commit.ts';
import type { Git } from './programs.ts';
import { connectionError } from './diagnosis.ts';
import { tipsIn } from './remote.ts';
import type { SshVariables } from './ssh.ts';

/** Lists the branches of Upsun's git server, over the connection that a push takes. Throws where there is none. */
export async function reach(git: Git, url: string, ssh: SshVariables): Promise<void> {
  const listed = await git(['ls-remote', '--heads', url], { environment: ssh, watched: true });
  if (!listed.ok) throw connectionError('Reading from', url, listed.stderr);
}

/** Branches by name, with their tips. */
export type BranchTips = ReadonlyMap<string, CommitHash>;

/** The branches of Upsun's git server; `undefined` where they cannot be read. */
export async function readTips(git: Git, url: string, ssh: SshVariables): Promise<BranchTips | undefined> {
  const listed = await git(['ls-remote', '--heads', url], { environment: ssh, watched: true });
  return listed.ok ? tipsIn(listed.stdout.split('\n')) : undefined;
}
