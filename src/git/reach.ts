import type { Git } from './programs.ts';
import { connectionError } from './diagnosis.ts';
import type { SshVariables } from './ssh.ts';

/** Lists the branches of Upsun's git server, over the connection that a push takes. Throws where there is none. */
export async function reach(git: Git, url: string, ssh: SshVariables): Promise<void> {
  const listed = await git(['ls-remote', '--heads', url], { environment: ssh });
  if (!listed.ok) throw connectionError('Reading from', url, listed.stderr);
}
