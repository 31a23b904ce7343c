const cloudHosts = ['bitbucket.org', 'altssh.bitbucket.org'];

/** The repository as everybody names it; `undefined` without one of the two. */
export function fullNameOf(owner: string | undefined, slug: string | undefined): string | undefined {
  return owner && slug ? `${owner}/${slug}` : undefined;
}

/**
 * The repository that is cloned from an address: `workspace/slug`, on Data Center `PROJECT/slug` or `~user/slug`.
 * `undefined` for what no Bitbucket is cloned from, such as a path.
 */
export function repositoryOfClone(address: string | undefined): string | undefined {
  const url = URL.parse(withScheme(address?.trim() ?? ''));
  if (!url || !['https:', 'http:', 'ssh:'].includes(url.protocol)) return undefined;
  const path = url.pathname.replace(/\/+$/, '').replace(/\.git$/, '');
  // Before these two stand the context path of the instance, and scm.
  const [owner, slug] = path.split('/').filter(Boolean).slice(-2);
  if (!owner || !slug) return undefined;
  return cloudHosts.includes(url.hostname) ? `${owner}/${slug}` : `${projectKey(owner)}/${slug}`;
}

/** The repository that a pull request's page belongs to. */
export function repositoryOfPullRequestPage(page: string | undefined): string | undefined {
  const path = URL.parse(page ?? '')?.pathname ?? '';
  const [, kind, owner, slug] =
    /\/(projects|users)\/([^/]+)\/repos\/([^/]+)\/pull-requests\//.exec(path) ?? [];
  if (owner && slug) return `${projectKey(kind === 'users' ? `~${owner}` : owner)}/${slug}`;
  const [, workspace, repository] = /^\/([^/]+)\/([^/]+)\/pull-requests\//.exec(path) ?? [];
  return workspace && repository ? `${workspace}/${repository}` : undefined;
}

/** git@host:path, as git writes an SSH address without a port. */
function withScheme(address: string): string {
  return address.replace(/^([\w.-]+@[^/:]+):(?!\/\/)/, 'ssh://$1/');
}

/** Addresses have the key of a project in small letters; everything else has it in capitals. */
function projectKey(key: string): string {
  const plain = key.replace(/^%7e/i, '~');
  return plain.startsWith('~') ? plain : plain.toUpperCase();
}
