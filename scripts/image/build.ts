import { existsSync } from 'node:fs';
import { execa, ExecaError } from 'execa';
import type { Engine } from './engine.ts';
import { standInsFor } from './stand-in.ts';

/** Builds the Dockerfile as it is, without a daemon on images that stand in for those that it names. */
export async function buildImage(tag: string, engine: Engine): Promise<void> {
  if (engine.program === 'docker') return run('docker', ['build', '--tag', tag, '.'], engine);
  const standIns = await standInsFor('Dockerfile', engine);
  const context = standIns.flatMap(({ base, image }) => [
    '--build-context',
    `${base}=container-image://${image}`,
  ]);
  const options = ['--isolation', 'chroot', '--pull-never', '--layers', '--force-rm', ...context];
  return run('buildah', ['build', ...options, ...npmVolumes(), '--tag', tag, '.'], engine);
}

/** Where to find packages, and how to trust whoever serves them, is this machine's business: npm knows its files. */
function npmVolumes(): string[] {
  const { npm_config_userconfig: user, npm_config_globalconfig: shared } = process.env;
  const files = { '/root/.npmrc': user, '/usr/local/etc/npmrc': shared };
  return Object.entries(files).flatMap(([inside, file]) =>
    file && existsSync(file) ? ['--volume', `${file}:${inside}:ro`] : [],
  );
}

/** What a build says is of interest only when it fails. */
async function run(program: string, args: readonly string[], { environment }: Engine): Promise<void> {
  try {
    await execa(program, args, { env: environment, all: true });
  } catch (error) {
    if (error instanceof ExecaError) console.error(error.all);
    throw new Error(`${program} could not build the image`, { cause: error });
  }
}
