import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { cacheDirectory, type Engine } from './engine.ts';

/**
 * Makes an image that stands in for the base named in the Dockerfile where no registry can be asked: the same Debian
 * release with the very Node that runs this script. Returns its name.
 */
export async function standInFor(base: string, engine: Engine): Promise<string> {
  const { version, release } = parseBase(base);
  const name = `localhost/stand-in-node:${version}-${release}`;
  const buildah = buildahOf(engine);
  if ((await buildah(['inspect', '--type', 'image', name], { reject: false })).exitCode === 0) return name;
  if (process.version !== `v${version}`) {
    throw new Error(`${base} needs Node ${version}, and this is ${process.version}: use npm run image`);
  }

  console.log(`Making a stand-in for ${base}`);
  const archive = join(cacheDirectory, `${release}.tar`);
  await execa('mmdebstrap', ['--variant=minbase', '--include=ca-certificates,libstdc++6', release, archive]);
  const container = (await buildah(['from', 'scratch'])).stdout;
  await buildah(['add', '--quiet', container, archive, '/']);
  await addNode(container, buildah);
  await addAuthorities(container, buildah);
  await buildah([
    'config',
    '--env',
    'PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin',
    container,
  ]);
  await buildah(['commit', '--quiet', '--rm', container, name]);
  await rm(archive);
  return name;
}

type Buildah = ReturnType<typeof buildahOf>;

function buildahOf({ environment }: Engine) {
  return (args: readonly string[], options: { reject?: boolean } = {}) =>
    execa('buildah', args, { env: environment, ...options });
}

async function addNode(container: string, buildah: Buildah): Promise<void> {
  const npmProgram = process.env.npm_execpath;
  if (!npmProgram) throw new Error('The builder stage needs npm: use npm run image');
  const npm = '/usr/local/lib/node_modules/npm';
  await buildah(['add', '--quiet', '--chmod', '755', container, process.execPath, '/usr/local/bin/node']);
  await buildah(['add', '--quiet', container, dirname(dirname(npmProgram)), npm]);
  await buildah(['run', container, '--', 'ln', '-s', `${npm}/bin/npm-cli.js`, '/usr/local/bin/npm']);
}

/** A machine behind a proxy that inspects TLS has an authority of its own, which the build must trust as well. */
async function addAuthorities(container: string, buildah: Buildah): Promise<void> {
  const directory = '/usr/local/share/ca-certificates';
  await buildah(['add', '--quiet', container, directory, directory]);
  await buildah(['run', container, '--', 'update-ca-certificates']);
}

function parseBase(base: string): { version: string; release: string } {
  const [, version, release] = /^node:([\d.]+)-(\w+)-slim$/.exec(base) ?? [];
  if (!version || !release) throw new Error(`${base} is not an exact version of node's slim image`);
  return { version, release };
}

/** The one base that the Dockerfile builds on. */
export async function baseOf(dockerfile: string): Promise<string> {
  const bases = new Set(
    [...(await readFile(dockerfile, 'utf8')).matchAll(/^FROM (\S+)/gm)].map(([, base = '']) => base),
  );
  const [base] = bases;
  if (!base || bases.size > 1) throw new Error('The stages of the Dockerfile are to have one base');
  return base;
}
