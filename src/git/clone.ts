import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PipeError } from '../errors.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Git } from './programs.ts';
import type { SshAccess } from './ssh.ts';

/** Where the missing part of a history comes from. */
export interface Origin {
  url: string;
  /** The proxy that authenticates requests to it, for a clone made by Pipelines. */
  proxy: string | undefined;
  /** Variables that give git the credentials for it. */
  environment?: Readonly<Record<string, string>>;
  /** How ssh gets in, where that is the way to it. */
  ssh?: SshAccess;
  /** What failures of git mean there. */
  diagnoses?: readonly Diagnosis[];
}

/** The user's clone, as found. */
export interface Clone {
  directory: string;
  objects: string;
  /** The file that lists where the history was cut off. */
  shallowFile: string;
  shallow: boolean;
  /** Made with a filter: objects are missing that its own git would fetch when it needs them. */
  partial: boolean;
  origin: Origin | undefined;
}

/** Looks at the clone in `directory` and changes nothing there. Resolves to `undefined` where there is none. */
export async function findClone(
  git: Git,
  directory: string,
  proxyUrl: string | undefined,
): Promise<Clone | undefined> {
  const parse = ['rev-parse', '--path-format=absolute', '--git-common-dir', '--is-shallow-repository'];
  const found = await git(parse, { cwd: directory });
  if (!found.ok) return undefined;
  const [common = '', shallow] = found.stdout.split('\n');
  const { stdout: url } = await git(['config', '--get', 'remote.origin.url'], { cwd: directory });
  const promisor = await git(['config', '--get-regexp', String.raw`^remote\..*\.promisor$`], {
    cwd: directory,
  });
  return {
    directory,
    objects: join(common, 'objects'),
    shallowFile: join(common, 'shallow'),
    shallow: shallow === 'true',
    partial: promisor.ok,
    origin: url ? { url, proxy: await proxyFor(git, directory, url, proxyUrl) } : undefined,
  };
}

/**
 * Pipelines gives a clone a plain-http origin and a proxy that authenticates. The address in the clone's configuration
 * is that of the build container; a pipe reaches the proxy by another one.
 */
async function proxyFor(git: Git, directory: string, url: string, proxyUrl: string | undefined) {
  if (!url.startsWith('http://')) return undefined;
  if (proxyUrl) return proxyUrl;
  const { stdout } = await git(['config', '--get-urlmatch', 'http.proxy', url], { cwd: directory });
  return stdout || undefined;
}

/**
 * Makes a repository of our own in `directory` that borrows the objects of the clone, if there is one. Everything is
 * fetched into and pushed from this one, so that the clone, its configuration and its hooks play no part.
 */
export async function borrow(git: Git, clone: Clone | undefined, directory: string): Promise<void> {
  const made = await git(['init', '--quiet', '--bare', '--template=', directory]);
  if (!made.ok) throw new PipeError('failure', `No repository could be made in ${directory}: ${made.stderr}`);
  // Its holes would be ours. What is pushed is fetched whole instead.
  if (!clone || clone.partial) return;
  await mkdir(join(directory, 'objects', 'info'), { recursive: true });
  await writeFile(join(directory, 'objects', 'info', 'alternates'), `${clone.objects}\n`);
  if (clone.shallow) await copyFile(clone.shallowFile, join(directory, 'shallow'));
}
