import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** What builds and runs images: docker, or podman (with buildah) on a store of this project's own. */
export interface Engine {
  program: 'docker' | 'podman';
  environment: Record<string, string>;
}

/** Kept between runs, and may be deleted at any time. */
export const cacheDirectory = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'upsun-environments',
  'image',
);
const store = join(cacheDirectory, 'storage');

const configuration = {
  'storage.conf': `
[storage]
driver = "overlay"
graphroot = ${JSON.stringify(store)}
runroot = ${JSON.stringify(join(cacheDirectory, 'run'))}
`,
  // Limits and cgroups that also work inside a container, where podman's own defaults often may not be set.
  'containers.conf': `
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=30000:30000"]
netns = "host"
[engine]
cgroup_manager = "cgroupfs"
runtime = "runc"
`,
};

/** `undefined` where no docker engine answers. */
export async function dockerEngine(): Promise<Engine | undefined> {
  const { exitCode } = await execa('docker', ['version'], { reject: false });
  const { DOCKER_HOST: host } = process.env;
  const environment = { HOME: homedir(), ...(host ? { DOCKER_HOST: host } : {}) };
  return exitCode === 0 ? { program: 'docker', environment } : undefined;
}

export async function podmanEngine(): Promise<Engine> {
  await mkdir(cacheDirectory, { recursive: true });
  for (const [name, text] of Object.entries(configuration)) {
    await writeFile(join(cacheDirectory, name), text);
  }
  return {
    program: 'podman',
    environment: {
      HOME: homedir(),
      CONTAINERS_STORAGE_CONF: join(cacheDirectory, 'storage.conf'),
      CONTAINERS_CONF: join(cacheDirectory, 'containers.conf'),
      BUILDAH_ISOLATION: 'chroot',
    },
  };
}

/** The store is mounted on itself while it is used, and nobody undoes that. It is busy where another run uses it. */
export async function leave({ program }: Engine): Promise<void> {
  if (program === 'podman') await execa('umount', [join(store, 'overlay')], { reject: false });
}
