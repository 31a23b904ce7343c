/** What the settings ask Bitbucket for. */
export type Need = 'branches' | 'pull requests' | 'build status' | 'Code Insights' | 'comments';

interface Scope {
  /** Of access tokens and OAuth consumers. */
  classic: string;
  /** Of Atlassian API tokens. */
  granular: string;
}

const repository: Scope = { classic: 'repository', granular: 'read:repository:bitbucket' };
const pullRequest: Scope = { classic: 'pullrequest', granular: 'read:pullrequest:bitbucket' };

/**
 * Bitbucket asks for read scopes only, even to set a status, write a report or comment.
 * https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json (read 2026-11-21)
 */
const scopeOf: Readonly<Record<Need, Scope>> = {
  branches: repository,
  'build status': repository,
  'Code Insights': repository,
  'pull requests': pullRequest,
  comments: pullRequest,
};

/**
 * Classic scopes that hold others. Granular ones hold only themselves, and so does `repository:admin`.
 * https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json (read 2026-11-21); those of pipelines are inferred.
 */
const implications: Readonly<Record<string, readonly string[]>> = {
  'repository:write': ['repository'],
  pullrequest: ['repository'],
  'pullrequest:write': ['pullrequest', 'repository:write'],
  'pipeline:write': ['pipeline'],
  'pipeline:variable': ['pipeline:write'],
  project: ['repository'],
};

/** What somebody with the token could do by a scope that the pipe does not need; the first that matches. */
const harms: readonly (readonly [RegExp, string])[] = [
  [/^(delete:|repository:delete)/, 'could delete repositories'],
  [/admin/, 'could change settings and permissions'],
  [/^(pullrequest:write|write:pullrequest:)/, 'could merge and decline pull requests'],
  [/^(repository:write|write:repository:)/, 'could push code and delete branches'],
  [/^pipeline:variable$/, 'could read and change the variables of pipelines'],
  [/^(pipeline:write|write:pipeline:)/, 'could start and stop pipelines'],
  [/^webhook$|^write:webhook:/, 'could send what happens in the repository elsewhere'],
  [/^runner:write$|^write:runner:/, 'could change runners'],
];

/** The scopes in the header `X-OAuth-Scopes`. */
export function scopesIn(header: string): string[] {
  return header.split(/[\s,]+/).filter(Boolean);
}

/** The scopes together with all those that they hold. */
export function implied(scopes: readonly string[]): ReadonlySet<string> {
  const all = new Set(scopes);
  // A set also visits what is added to it on the way.
  for (const scope of all) for (const held of implications[scope] ?? []) all.add(held);
  return all;
}

/** The scopes that are needed and were not granted, with what needs them. */
export function missingScopes(
  needs: readonly Need[],
  granted: readonly string[],
): { scope: string; needs: Need[] }[] {
  const has = implied(granted);
  const missing = Map.groupBy(
    needs.filter((need) => !has.has(scopeFor(need, granted))),
    (need) => scopeFor(need, granted),
  );
  return [...missing].map(([scope, whatFor]) => ({ scope, needs: whatFor }));
}

/** The granted scopes that are more than what is needed, with the reason to take them away. */
export function excessScopes(
  needs: readonly Need[],
  granted: readonly string[],
): { scope: string; reason: string }[] {
  const needed = implied(needs.map((need) => scopeFor(need, granted)));
  return granted
    .filter((scope) => !needed.has(scope))
    .map((scope) => {
      const others = granted.filter((other) => other !== scope);
      const enough = missingScopes(needs, others).map((missing) => missing.scope);
      const instead = enough.length > 0 ? `${enough.join(' and ')} would do` : 'the pipe does not need it';
      return { scope, reason: `${instead}, and who gets hold of the token ${harmOf(scope)}` };
    });
}

/** The scope that something takes. A token has scopes of one kind only (inferred). */
export function scopeFor(need: Need, granted: readonly string[]): string {
  const granular = granted.some((scope) => scope.endsWith(':bitbucket'));
  return scopeOf[need][granular ? 'granular' : 'classic'];
}

function harmOf(scope: string): string {
  return harms.find(([pattern]) => pattern.test(scope))?.[1] ?? 'could see more than it has to';
}
