import { execa } from 'execa';

/**
 * Installs the Debian packages whose program of the same name is missing. Ends the process where it may not, naming the
 * command.
 */
export async function requirePackages(names: readonly string[]): Promise<void> {
  const present = await Promise.all(names.map(isInstalled));
  const missing = names.filter((_, index) => !present[index]);
  if (missing.length === 0) return;

  const install = ['install', '--yes', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0) {
    console.error(`✖ Building the image here needs: sudo apt-get ${install.join(' ')}`);
    process.exit(1);
  }
  console.log(`Installing ${missing.join(', ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await execa('apt-get', ['update'], { env });
  await execa('apt-get', install, { env });
}

async function isInstalled(program: string): Promise<boolean> {
  // Some of them lie where only the path of root leads.
  const env = { PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
  return (await execa('sh', ['-c', `command -v ${program}`], { env, reject: false })).exitCode === 0;
}
