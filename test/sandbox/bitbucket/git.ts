import { execa } from 'execa';

/**
 * What keeps git from reading the configuration of whoever runs the tests, and from copying sample hooks into each new
 * repository, which takes longer than all the rest of it.
 */
export const gitIsolation = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TEMPLATE_DIR: '',
};

/** Runs git in a directory, which may belong to anybody, and returns what it prints. */
export async function git(directory: string, args: string[], input = ''): Promise<string> {
  const { stdout } = await execa('git', ['-c', 'safe.directory=*', ...args], {
    cwd: directory,
    env: gitIsolation,
    input,
  });
  return stdout;
}
