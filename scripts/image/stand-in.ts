import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { cacheDirectory, type Engine } from './engine.ts';

/** A base of the Dockerfile, and the image of this machine that stands in for it. */
export interface StandIn {
  base: string;
  image: string;
}

/**
 * Makes images that stand in for the bases named in the Dockerfile where no registry can be asked: the same Debian
 * release, and on it the very Node that runs this script.
 */
export async function standInsFor(dockerfile: string, engine: Engine): Promise<StandIn[]> {
  const buildah = buildahOf(engine);
  const standIns: StandIn[] = [];
  for (const base of await basesOf(dockerfile)) {
    const { node, release } = parseBase(base);
    const debian = await debianStandIn(release, buildah);
    standIns.push({ base, image: node ? await nodeStandIn(node, debian, buildah) : debian });
  }
  return standIns;
}

type Buildah = ReturnType<typeof buildahOf>;

function buildahOf({ environment }: Engine) {
  return (args: readonly string[], options: { reject?: boolean } = {}) =>
    execa('buildah', args, { env: environment, ...options });
}

async function isThere(image: string, buildah: Buildah): Promise<boolean> {
  return (await buildah(['inspect', '--type', 'image', image], { reject: false })).exitCode === 0;
}

/** Debian as its slim image has it: without documentation and translations. */
async function debianStandIn(release: string, buildah: Buildah): Promise<string> {
  const image = `localhost/stand-in-debian:${release}-slim`;
  if (await isThere(image, buildah)) return image;
  console.log(`Making a stand-in for Debian ${release}`);
  const archive = join(cacheDirectory, `${release}.tar`);
  const slim = ['doc', 'man', 'locale', 'info'].flatMap((name) => [
    `--dpkgopt=path-exclude=/usr/share/${name}/*`,
  ]);
  const clean = `--customize-hook=rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*`;
  // Otherwise a package that merges /usr later comes along, and all of perl with it.
  const merged = ['--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr', '--include=usr-is-merged'];
  await execa('mmdebstrap', ['--variant=apt', ...merged, ...slim, clean, release, archive]);
  const container = (await buildah(['from', 'scratch'])).stdout;
  await buildah(['add', '--quiet', container, archive, '/']);
  await addAuthorities(container, buildah);
  const path = 'PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin';
  await buildah(['config', '--env', path, container]);
  await buildah(['commit', '--quiet', '--rm', container, image]);
  await rm(archive);
  return image;
}

async function nodeStandIn(version: string, debian: string, buildah: Buildah): Promise<string> {
  const image = `localhost/stand-in-node:${version}`;
  if (await isThere(image, buildah)) return image;
  const npmProgram = process.env.npm_execpath;
  if (process.version !== `v${version}` || !npmProgram)
    throw new Error(
      `The builder needs npm and Node ${version}, and this is ${process.version}: use npm run image`,
    );
  const npm = '/usr/local/lib/node_modules/npm';
  const container = (await buildah(['from', '--pull-never', debian])).stdout;
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', 'ca-certificates', 'libstdc++6'];
  await buildah(['run', container, '--', 'apt-get', 'update']);
  await buildah(['run', container, '--', ...install]);
  await buildah(['add', '--quiet', '--chmod', '755', container, process.execPath, '/usr/local/bin/node']);
  await buildah(['add', '--quiet', container, dirname(dirname(npmProgram)), npm]);
  await buildah(['run', container, '--', 'ln', '-s', `${npm}/bin/npm-cli.js`, '/usr/local/bin/npm']);
  await buildah(['commit', '--quiet', '--rm', container, image]);
  return image;
}

/** A machine behind a proxy that inspects TLS has an authority of its own, which the build must trust as well. */
async function addAuthorities(container: string, buildah: Buildah): Promise<void> {
  const directory = '/usr/local/share/ca-certificates';
  await buildah(['add', '--quiet', container, directory, directory]);
}

function parseBase(base: string): { node?: string; release: string } {
  const [, node, ofNode, ofDebian] =
    /^(?:node:([\d.]+)-(\w+)-slim|debian:(\w+)-\d+-slim)@sha256:[0-9a-f]{64}$/.exec(base) ?? [];
  if (node && ofNode) return { node, release: ofNode };
  if (ofDebian) return { release: ofDebian };
  throw new Error(
    `${base} is not an exact version, named by its digest, of the slim image of Node or Debian`,
  );
}

/** Each base that the stages of the Dockerfile build on. */
async function basesOf(dockerfile: string): Promise<ReadonlySet<string>> {
  const lines = (await readFile(dockerfile, 'utf8')).matchAll(/^FROM (\S+)/gm);
  return new Set(Array.from(lines, ([, base = '']) => base));
}
