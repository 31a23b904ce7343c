import { execa } from 'execa';
import type { Engine } from './engine.ts';

/** What Jenkins calls in a container, to run a command there and to stop it, besides what the pipe itself needs. */
const programs = ['sh', 'cat', 'ps', '/bin/kill', 'git', 'ssh', 'ssh-keygen', 'node'];

/** Throws where the image lacks a program. It is started as Jenkins starts it: as root, without its entry point. */
export async function requirePrograms(image: string, { program, environment }: Engine): Promise<void> {
  const container = ['run', '--rm', '--pull', 'never', '--network', 'none', '-u', 'root', '--entrypoint='];
  const missing = 'for name; do command -v "$name" >/dev/null || echo "$name"; done';
  const command = ['sh', '-c', missing, 'sh', ...programs];
  const { stdout } = await execa(program, [...container, image, ...command], { env: environment });
  if (stdout) throw new Error(`The image lacks ${stdout.split('\n').join(', ')}`);
}
