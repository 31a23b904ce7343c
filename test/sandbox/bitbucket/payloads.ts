import type { State, Token } from './state.ts';

/** The API's own URL of the repository. */
export function repositoryUrl(state: State): string {
  return `${state.apiUrl}/repositories/${state.fullName}`;
}

/** The URL at which a person sees the repository. */
export function repositoryPage(state: State): string {
  return `https://bitbucket.org/${state.fullName}`;
}

/** A repository where it is named in passing; another one than this is a fork. */
export function repositoryReference(state: State, fullName = state.fullName) {
  const isFork = fullName !== state.fullName;
  return {
    type: 'repository',
    full_name: fullName,
    name: fullName.split('/')[1] ?? fullName,
    uuid: isFork ? forkUuid(fullName) : state.uuid,
    links: {
      self: { href: `${state.apiUrl}/repositories/${fullName}` },
      html: { href: `https://bitbucket.org/${fullName}` },
    },
  };
}

/** The person or bot that a token acts as. */
export function accountOf(token: Token) {
  return token.email
    ? { type: 'user', display_name: token.email, nickname: token.email }
    : { type: 'app_user', display_name: 'pipelines-bot' };
}

/** The hash as pull requests show it. */
export function abbreviate(commit: string): string {
  return commit.slice(0, 12);
}

/** A UUID that is always the same for the same fork. */
function forkUuid(fullName: string): string {
  const digits = Buffer.from(fullName).toString('hex').padEnd(12, '0').slice(0, 12);
  return `{00000000-0000-4000-8000-${digits}}`;
}
