import { execa } from 'execa';

/** Files of a commit by path; `null` removes one. */
export type Files = Record<string, string | null>;

export interface Repository {
  path: string;
  /** Adds a commit to a branch (made from `from`, or from nothing, where it does not exist) and returns its hash. */
  commit: (branch: string, files: Files, options?: { message?: string; from?: string }) => Promise<string>;
  /** Replaces the tip of a branch by a commit that does not descend from it, as a rebase does. */
  amend: (branch: string, files: Files, message?: string) => Promise<string>;
  merge: (target: string, source: string, message: string) => Promise<string>;
  setBranch: (branch: string, commit: string) => Promise<void>;
  /** Points any number of branches at one commit at once. */
  setBranches: (branches: readonly string[], commit: string) => Promise<void>;
  setTag: (tag: string, commit: string) => Promise<void>;
  deleteBranch: (branch: string) => Promise<void>;
  tip: (branch: string) => Promise<string | undefined>;
  /** Takes over a branch of another repository, with its tip. */
  fetch: (from: Repository, branch: string) => Promise<void>;
  /** The full hash of anything that names a commit, if it exists. */
  resolve: (revision: string) => Promise<string | undefined>;
  branches: () => Promise<{ name: string; commit: string }[]>;
  files: (commit: string) => Promise<Record<string, string>>;
}

const identity = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};
// The git of a test knows nothing of the configuration of whoever runs it.
const isolation = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

/** Creates a bare repository whose HEAD names `defaultBranch`. */
export async function createRepository(path: string, defaultBranch: string): Promise<Repository> {
  await execa('git', ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, path], {
    env: isolation,
  });

  async function git(args: string[], options: { input?: string; index?: string } = {}): Promise<string> {
    const env = { ...isolation, ...identity, ...(options.index ? { GIT_INDEX_FILE: options.index } : {}) };
    const { stdout } = await execa('git', args, { cwd: path, env, input: options.input ?? '' });
    return stdout;
  }
  async function resolve(revision: string): Promise<string | undefined> {
    const { stdout, exitCode } = await execa(
      'git',
      ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`],
      {
        cwd: path,
        env: isolation,
        reject: false,
      },
    );
    return exitCode === 0 ? stdout : undefined;
  }
  const tip = (branch: string) => resolve(`refs/heads/${branch}`);
  const setBranch = async (branch: string, commit: string) => {
    await git(['update-ref', `refs/heads/${branch}`, commit]);
  };

  async function writeCommit(base: string | undefined, parents: string[], files: Files, message: string) {
    const index = `${path}/sandbox-index-${crypto.randomUUID()}`;
    if (base) await git(['read-tree', base], { index });
    for (const [name, content] of Object.entries(files)) {
      if (content === null) {
        await git(['update-index', '--index-info'], { index, input: `0 ${'0'.repeat(40)}\t${name}\n` });
      } else {
        const blob = await git(['hash-object', '-w', '--stdin'], { input: content });
        await git(['update-index', '--add', '--cacheinfo', `100644,${blob},${name}`], { index });
      }
    }
    const tree = await git(['write-tree'], { index });
    await execa('rm', ['-f', index]);
    return git(['commit-tree', tree, '-m', message, ...parents.flatMap((parent) => ['-p', parent])]);
  }

  return {
    path,
    tip,
    resolve,
    setBranch,
    async commit(branch, files, { message = `Change ${Object.keys(files).join(', ')}`, from } = {}) {
      const parent = (await tip(branch)) ?? (from ? await resolve(from) : undefined);
      const commit = await writeCommit(parent, parent ? [parent] : [], files, message);
      await setBranch(branch, commit);
      return commit;
    },
    async amend(branch, files, message = 'Rewritten') {
      const old = await tip(branch);
      const parent = old ? await resolve(`${old}~1`) : undefined;
      const commit = await writeCommit(old, parent ? [parent] : [], files, message);
      await setBranch(branch, commit);
      return commit;
    },
    async merge(target, source, message) {
      const parents = [await tip(target), await tip(source)].filter((commit) => commit !== undefined);
      const tree = await git(['merge-tree', '--write-tree', ...parents]);
      const commit = await git([
        'commit-tree',
        tree,
        '-m',
        message,
        ...parents.flatMap((parent) => ['-p', parent]),
      ]);
      await setBranch(target, commit);
      return commit;
    },
    async setBranches(branches, commit) {
      const updates = branches.map((branch) => `update refs/heads/${branch} ${commit}\n`);
      await git(['update-ref', '--stdin'], { input: updates.join('') });
      // Thousands of files, one for each branch, would be slow to list.
      await git(['pack-refs', '--all']);
    },
    async setTag(tag, commit) {
      await git(['update-ref', `refs/tags/${tag}`, commit]);
    },
    async fetch(from, branch) {
      await git(['fetch', '--quiet', from.path, `+refs/heads/${branch}:refs/heads/${branch}`]);
    },
    async deleteBranch(branch) {
      await git(['update-ref', '-d', `refs/heads/${branch}`]);
    },
    async branches() {
      // Nothing that would make git open every commit.
      const format = '%(refname:lstrip=2)%00%(objectname)';
      const lines = await git(['for-each-ref', `--format=${format}`, 'refs/heads']);
      return lines
        .split('\n')
        .filter(Boolean)
        .map((line) => {
          const [name = '', commit = ''] = line.split('\0');
          return { name, commit };
        });
    },
    async files(commit) {
      const names = (await git(['ls-tree', '-r', '--name-only', '-z', commit])).split('\0').filter(Boolean);
      const contents = await Promise.all(names.map((name) => git(['cat-file', 'blob', `${commit}:${name}`])));
      return Object.fromEntries(names.map((name, index) => [name, contents[index] ?? '']));
    },
  };
}
