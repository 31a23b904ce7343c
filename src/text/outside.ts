import { withoutCredentials } from './redact.ts';

/** What a commit keeps outside of its repository, so that a push alone does not bring it to Upsun. */
export interface Outside {
  /** The files by which others are kept in Git LFS. */
  lfs: readonly string[];
  submodules: readonly Submodule[];
}

export interface Submodule {
  path: string;
  /** As the commit gives it. */
  url: string;
}

/** Something that works in a clone and may not work on Upsun, and what to do about it. */
export interface OutsideNote {
  name: 'Git LFS' | 'Submodules';
  /** A sentence without its full stop. */
  detail: string;
  remedy: string;
}

/** What a user should know of it before a build fails, or succeeds without these files. */
export function notesOnOutside({ lfs, submodules }: Outside): OutsideNote[] {
  const ofKind = (kind: AddressKind) => submodules.filter(({ url }) => kindOf(url) === kind);
  const [relative, local, overSsh] = [ofKind('relative'), ofKind('local'), ofKind('ssh')];
  const notes = [
    lfs.length > 0 && noteOnLfs(lfs),
    relative.length > 0 && noteOnRelative(relative),
    local.length > 0 && noteOnLocal(local),
    overSsh.length > 0 && noteOnSsh(overSsh),
  ];
  return notes.filter((note) => note !== false);
}

/** https://docs.platform.sh/learn/bestpractices/clean-repository.html (read 2026-11-29) */
function noteOnLfs(files: readonly string[]): OutsideNote {
  return {
    name: 'Git LFS',
    detail: `${some(files)} ${files.length === 1 ? 'keeps' : 'keep'} files in Git LFS, which Upsun does not support: it builds with the pointers in their place`,
    remedy: 'Keep these files in git itself, or download them in the build hook.',
  };
}

function noteOnRelative(submodules: readonly Submodule[]): OutsideNote {
  return {
    name: 'Submodules',
    detail: `.gitmodules has relative addresses, which Upsun cannot resolve: ${addresses(submodules)}`,
    remedy: 'Give the whole address: https:// for a public repository, git@… for a private one.',
  };
}

function noteOnLocal(submodules: readonly Submodule[]): OutsideNote {
  return {
    name: 'Submodules',
    detail: `.gitmodules has addresses that only one machine knows: ${addresses(submodules)}`,
    remedy: 'Give an address that Upsun reaches: https:// for a public repository, git@… for a private one.',
  };
}

/** https://docs.upsun.com/development/submodules.html (read 2026-11-29) */
function noteOnSsh(submodules: readonly Submodule[]): OutsideNote {
  return {
    name: 'Submodules',
    detail: `Upsun fetches these submodules over SSH, with the deploy key of the project: ${addresses(submodules)}`,
    remedy:
      'Check that each of these repositories has that key among its access keys (Upsun console, project settings > Deploy key).',
  };
}

type AddressKind = 'relative' | 'local' | 'ssh' | 'other';

/** As git reads an address. */
function kindOf(url: string): AddressKind {
  if (/^\.\.?(\/|$)/.test(url)) return 'relative';
  if (/^(?:\/|file:)/i.test(url)) return 'local';
  if (/^(?:git\+)?ssh(?:\+git)?:\/\//i.test(url)) return 'ssh';
  // host:path, unless a slash comes first.
  return /^[^/:]+:(?!\/\/)/.test(url) ? 'ssh' : 'other';
}

function addresses(submodules: readonly Submodule[]): string {
  return some(submodules.map(({ path, url }) => `${path} (${withoutCredentials(url)})`));
}

/** Names the first few of many. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  const left = names.length - shown.length;
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ');
}
