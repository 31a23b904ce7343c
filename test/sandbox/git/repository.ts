import { execa } from 'execa';
import { gitIsolation as isolation } from '../bitbucket/git.ts';

/** Files of a commit by path; `null` removes one. A submodule is a commit of another repository. */
export type Files = Record<string, string | null | { submodule: string }>;

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
  /** Points a tag at a commit; with a message, by way of a tag object, as `git tag --annotate` does. */
  setTag: (tag: string, commit: string, message?: string) => Promise<void>;
  deleteBranch: (branch: string) => Promise<void>;
  tip: (branch: string) => Promise<string | undefined>;
  /** Takes over a branch of another repository, with its tip. */
  fetch: (from: Repository, branch: string) => Promise<void>;
  /** The full hash of anything that names a commit, if it exists. */
  resolve: (revision: string) => Promise<string | undefined>;
  branches: () => Promise<{ name: string; commit: string }[]>;
  files: (commit: string) => Promise<Record<string, string>>;
}

const ada = { name: 'Ada', email: 'ada@example.com' };
const identity = {
  GIT_AUTHOR_NAME: ada.name,
  GIT_AUTHOR_EMAIL: ada.email,
  GIT_COMMITTER_NAME: ada.name,
  GIT_COMMITTER_EMAIL: ada.email,
};

/** Creates a bare repository whose HEAD names `defaultBranch`. */
export async function createRepository(path: string, defaultBranch: string): Promise<Repository> {
  await execa('git', ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, path], {
    env: isolation,
  });

  async function git(args: string[], input = ''): Promise<string> {
    const { stdout } = await execa('git', args, { cwd: path, env: { ...isolation, ...identity }, input });
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

  /** Makes a commit and points the branch at it. `base` is what it comes after and changes, as fast-import is told. */
  async function addCommit(branch: string, files: Files, message: string, base: string): Promise<string> {
    const changes = Object.entries(files).map(([name, content]) => changeTo(name, content));
    const commit = `commit refs/heads/${branch}\nmark :1\ncommitter ${ada.name} <${ada.email}> now\n${dataOf(`${message}\n`)}`;
    const input = [commit, base, ...changes, 'get-mark :1\n'].join('');
    // One process for all of it, which leaves a pack instead of starting another one to unpack that.
    const program = [
      '-c',
      'fastimport.unpackLimit=1',
      'fast-import',
      '--quiet',
      '--force',
      '--date-format=now',
    ];
    return git(program, input);
  }

  return {
    path,
    tip,
    resolve,
    setBranch,
    async commit(branch, files, { message = `Change ${Object.keys(files).join(', ')}`, from } = {}) {
      const parent = (await tip(branch)) ?? (from ? await resolve(from) : undefined);
      return addCommit(branch, files, message, parent ? `from ${parent}\n` : '');
    },
    async amend(branch, files, message = 'Rewritten') {
      const old = `refs/heads/${branch}`;
      const parent = await resolve(`${old}~1`);
      const tree = await git(['rev-parse', `${old}^{tree}`]);
      // Without a parent it would come after the present tip.
      const after = parent ?? '0'.repeat(40);
      return addCommit(branch, files, message, `from ${after}\nM 040000 ${tree} \n`);
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
      await git(['update-ref', '--stdin'], updates.join(''));
      // Thousands of files, one for each branch, would be slow to list.
      await git(['pack-refs', '--all']);
    },
    async setTag(tag, commit, message) {
      const annotated = message === undefined ? [] : ['--annotate', `--message=${message}`];
      await git(['tag', '--force', ...annotated, tag, commit]);
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
      const entries = (await git(['ls-tree', '-r', '-z', commit])).split('\0').filter(Boolean);
      const names = entries
        .filter((entry) => !entry.startsWith('160000 '))
        .map((entry) => entry.slice(entry.indexOf('\t') + 1));
      const contents = await Promise.all(names.map((name) => git(['cat-file', 'blob', `${commit}:${name}`])));
      return Object.fromEntries(names.map((name, index) => [name, contents[index] ?? '']));
    },
  };
}

/** As fast-import takes a change. */
function changeTo(name: string, content: Files[string] = null): string {
  if (content === null) return `D ${name}\n`;
  if (typeof content === 'object') return `M 160000 ${content.submodule} ${name}\n`;
  return `M 100644 inline ${name}\n${dataOf(content)}`;
}

/** As fast-import takes content. */
function dataOf(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
