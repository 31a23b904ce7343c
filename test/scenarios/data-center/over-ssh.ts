import { scenario, type Scenario } from '../scenario.ts';

/** Serves git over SSH, with an access key of a repository, and returns that with the variables that make the pipe use it. */
export async function openSsh({ dataCenter, git }: Scenario, keyOf = dataCenter.fullName) {
  const ssh = await dataCenter.openSsh(keyOf);
  const overSsh = {
    BITBUCKET_SERVER_SSH_PORT: String(ssh.port),
    BITBUCKET_SERVER_SSH_KEY_FILE: ssh.keyFile,
    SSH_KNOWN_HOSTS: `${git.knownHosts}\n${ssh.knownHosts}`,
    PATH: `${ssh.programs}:${process.env.PATH}`,
  };
  return { ssh, overSsh };
}

export type SshScenario = Awaited<ReturnType<typeof sshScenario>>;

/** A world whose Data Center serves git over SSH, and over HTTP to nobody. */
export async function sshScenario(keyOf?: string) {
  const world = await scenario();
  world.faults.push({ server: 'data-center', path: /\/scm\//, answer: { status: 403 } });
  return Object.assign(world, await openSsh(world, keyOf));
}
