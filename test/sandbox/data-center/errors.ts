import type { Answer } from '../server.ts';

export interface ErrorDetails {
  /** The field of the body that is wrong. */
  context?: string;
  /** The class of the exception, with its package. */
  exceptionName?: string;
  currentVersion?: number;
  expectedVersion?: number;
}

/** An error as Data Center answers it. Many name no exception. */
export function failure(status: number, message: string, details: ErrorDetails = {}): Answer {
  return { status, body: { errors: [{ context: null, message, exceptionName: null, ...details }] } };
}

/** Refuses a body for what its fields lack, with an error for each field. */
export function invalidFields(problems: Record<string, string>): Answer {
  const errors = Object.entries(problems).map(([context, message]) => ({
    context,
    message,
    exceptionName: null,
  }));
  return { status: 400, body: { errors } };
}

/** Says that something is not there. */
export function noSuch(what: 'Project' | 'Repository' | 'PullRequest' | 'Commit', message: string): Answer {
  const packages = {
    Project: 'project',
    Repository: 'repository',
    PullRequest: 'pull',
    Commit: 'commit',
  };
  const exceptionName = `com.atlassian.bitbucket.${packages[what]}.NoSuch${what}Exception`;
  return failure(404, message, { exceptionName });
}

/** Says to somebody whom the server knows that this is not allowed, by the status of a failed login. */
export function notPermitted(): Answer {
  const exceptionName = 'com.atlassian.bitbucket.AuthorisationException';
  return failure(401, 'You are not permitted to access this resource', { exceptionName });
}

interface Limits {
  required?: readonly string[];
  /** The longest texts by field. */
  longest?: Readonly<Record<string, number>>;
  choices?: Readonly<Record<string, readonly string[]>>;
}

/** What is wrong with the fields of a body, by field. */
export function problemsOf(sent: Record<string, unknown>, limits: Limits): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const [field, limit] of Object.entries(limits.longest ?? {})) {
    const value = sent[field];
    if (typeof value === 'string' && value.length > limit) {
      problems[field] = `size must be between 0 and ${limit}`;
    } else if (value !== undefined && typeof value !== 'string') problems[field] = 'must be a string';
  }
  for (const [field, choices] of Object.entries(limits.choices ?? {})) {
    const value = sent[field];
    if (value !== undefined && !choices.includes(value as string)) {
      problems[field] = `must be one of ${choices.join(', ')}`;
    }
  }
  for (const field of limits.required ?? []) {
    const value = sent[field];
    const isBlank = typeof value === 'string' && value.trim() === '';
    if (value === undefined || value === null || isBlank) problems[field] = 'must not be blank';
  }
  return problems;
}
