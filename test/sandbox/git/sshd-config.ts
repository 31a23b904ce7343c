import { join } from 'node:path';

/** The file sshd_config of a server whose host key lies in `directory`. */
export function describeServer(directory: string, access: Record<string, string>, session: string): string {
  const settings: Record<string, string> = {
    HostKey: quote(join(directory, 'host_key')),
    ...access,
    AuthenticationMethods: 'publickey',
    PasswordAuthentication: 'no',
    KbdInteractiveAuthentication: 'no',
    PermitRootLogin: 'prohibit-password',
    UsePAM: 'no',
    AcceptEnv: 'PLATFORMSH_PUSH_NO_WAIT GIT_PROTOCOL',
    ForceCommand: `/bin/sh '${session}'`,
    DisableForwarding: 'yes',
    PermitTTY: 'no',
    PrintMotd: 'no',
    LoginGraceTime: '15',
    // The default exchange takes 0.1 s longer.
    KexAlgorithms: 'curve25519-sha256',
    LogLevel: 'VERBOSE',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}

/** A word of that file. */
export function quote(value: string): string {
  return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
