import { expect } from 'vitest';
import type { PipeRun } from '../sandbox/ci/pipe.ts';
import type { Scenario } from './scenario.ts';

/** The run ended as an error that a user can do something about: these words, in the log, and no stack. */
export function expectFailure(run: PipeRun, exitCode: number, ...words: (string | RegExp)[]): void {
  const text = run.output.replaceAll(/\s+/g, ' ');
  for (const word of words)
    expect(text).toMatch(typeof word === 'string' ? new RegExp(RegExp.escape(word)) : word);
  expect(run.output).not.toMatch(/^\s+at /m);
  expect(run.output).not.toContain('fault of the pipe');
  expect(run.exitCode).toBe(exitCode);
}

/** A branch with one commit and an open pull request for it. */
export async function openPullRequest(
  { repository, bitbucket }: Pick<Scenario, 'repository' | 'bitbucket'>,
  files: Record<string, string> = {},
  source = 'feature/login',
) {
  const commit = await repository.commit(source, { 'index.html': 'Log in', ...files }, { from: 'main' });
  return { source, commit, id: await bitbucket.openPullRequest({ source, title: 'Log in' }) };
}
