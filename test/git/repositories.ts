import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import type { Clone, Origin } from '../../src/git/clone.ts';
import type { CloneAdvice } from '../../src/git/errors.ts';
import type { Patience } from '../../src/git/process.ts';
import { createPrograms, type Programs } from '../../src/git/programs.ts';
import { type CommitHash, isCommitHash } from '../../src/plan/commit.ts';

// No sample hooks in new repositories: copying them takes longer than all the rest.
const identity = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TEMPLATE_DIR: '' };
const initialBranch = ['-c', 'init.defaultBranch=main'];

/** What a CI and a Bitbucket advise. */
export const advice: CloneAdvice = {
  noClone: 'Check it out, or set SOURCE_DIR.',
  shallow: 'Clone it whole.',
  unreadable: 'Pass credentials.',
};

/** What is fetched from is what the clone names. */
export async function ofClone(clone: Pick<Clone, 'origin'> | undefined): Promise<Origin[]> {
  return clone?.origin ? [clone.origin] : [];
}

/** git as a developer or a build container runs it. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa('git', [...initialBranch, ...args], { cwd, env: identity });
  return stdout;
}

/** A directory that is gone after the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'upsun-environments-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** The programs of the pipe, with the directory it works in. */
export async function pipeGit(
  environment: Record<string, string> = {},
  signal: AbortSignal = new AbortController().signal,
  patience?: Patience,
): Promise<Programs & { workDirectory: string }> {
  const workDirectory = await temporaryDirectory();
  const variables = { PATH: process.env.PATH ?? '', ...environment };
  const context = { signal, debug: () => {}, ...(patience ? { patience } : {}) };
  const made = await createPrograms(join(workDirectory, 'programs'), variables, context);
  return { ...made, workDirectory };
}

/** A repository with commits on main, newest last, and one more on feature/login. Nothing is checked out. */
export async function repositoryWithHistory(commits = 4) {
  const path = join(await temporaryDirectory(), 'shop');
  await mkdir(path);
  await git(path, 'init', '--quiet');
  const onMain = Array.from({ length: commits }, (_, index) => ({ branch: 'main', message: `${index + 1}` }));
  const login = { branch: 'feature/login', message: 'login', from: 'refs/heads/main' };
  const hashes = await addCommits(path, [...onMain, login]);
  return { path, main: hashes.slice(0, -1), feature: the(hashes.at(-1)) };
}

interface NewCommit {
  branch: string;
  message: string;
  /** The commit before it; without one, it follows what was added to the branch just before. */
  from?: string;
}

/** Adds a commit to the end of a branch, or, with `from`, makes the branch end with one that follows that commit. */
export async function addCommit(
  path: string,
  branch: string,
  message: string,
  from = `refs/heads/${branch}^0`,
) {
  const [hash] = await addCommits(path, [{ branch, message, from }]);
  return the(hash);
}

/** Adds commits with one process, which is what makes these tests quick, and returns their hashes. */
async function addCommits(path: string, commits: NewCommit[]): Promise<CommitHash[]> {
  const stream = commits.flatMap(({ branch, message, from }, index) => [
    `commit refs/heads/${branch}`,
    `mark :${index + 1}`,
    `committer Ada <ada@example.com> ${1_700_000_000 + index} +0000`,
    `data ${message.length}\n${message}`,
    ...(from ? [`from ${from}`] : []),
    `M 644 inline index.html\ndata ${message.length}\n${message}\n`,
  ]);
  const marks = join(await temporaryDirectory(), 'marks');
  const options = ['--quiet', '--force', `--export-marks=${marks}`];
  await execa('git', ['fast-import', ...options], { cwd: path, env: identity, input: stream.join('\n') });
  const lines = (await readFile(marks, 'utf8')).trim().split('\n');
  const hashes = new Map(lines.map((line) => [line.split(' ')[0], line.split(' ')[1] ?? '']));
  return commits.map((_commit, index) => the(hashes.get(`:${index + 1}`)));
}

/** A commit that the test made, so that it exists. */
export function the(commit: string | undefined): CommitHash {
  if (commit !== undefined && isCommitHash(commit)) return commit;
  throw new Error(`${commit} is not the hash of a commit.`);
}

/** A clone with the options of `git clone`; with `--depth`, as Pipelines makes it. */
export async function cloneOf(path: string, ...options: string[]): Promise<string> {
  const parent = await temporaryDirectory();
  await git(parent, 'clone', '--quiet', ...options, `file://${path}`, 'clone');
  return join(parent, 'clone');
}

/** A bare repository that takes pushes as Upsun's does; `settings` change how. */
export async function bareRepository(settings: Record<string, string> = {}) {
  const path = join(await temporaryDirectory(), 'upsun.git');
  await mkdir(path);
  await git(path, 'init', '--quiet', '--bare');
  for (const [name, value] of Object.entries(settings)) await git(path, 'config', name, value);
  return {
    path,
    tip: (branch: string) => git(path, 'rev-parse', `refs/heads/${branch}`),
    branches: () => git(path, 'for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads'),
    async hook(name: string, script: string) {
      const file = join(path, 'hooks', name);
      await mkdir(join(path, 'hooks'), { recursive: true });
      await writeFile(file, `#!/bin/sh\n${script}\n`);
      await chmod(file, 0o755);
    },
  };
}

/** Every file below a directory with a hash of its content: what "byte-identical" means. */
export async function contentOf(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  const hashes = files.toSorted().map(async (file) => {
    const hash = createHash('sha256').update(await readFile(file));
    return [file.slice(directory.length + 1), hash.digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}
