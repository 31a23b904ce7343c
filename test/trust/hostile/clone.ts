/** A clone in which everything that git can be made to run would leave a trace. */

const hooks = [
  'post-checkout',
  'post-commit',
  'post-index-change',
  'post-merge',
  'pre-auto-gc',
  'pre-commit',
  'pre-merge-commit',
  'pre-push',
  'prepare-commit-msg',
  'reference-transaction',
];

/** Commands that git takes from its configuration; they get whatever git hands them as further arguments. */
const commands = [
  'core.alternateRefsCommand',
  'core.askPass',
  'core.editor',
  'core.fsmonitor',
  'core.gitProxy',
  'core.pager',
  'core.sshCommand',
  'credential.helper',
  'diff.external',
  'diff.trap.command',
  'diff.trap.textconv',
  'filter.trap.clean',
  'filter.trap.process',
  'filter.trap.smudge',
  'gpg.program',
  'gpg.ssh.program',
  'merge.trap.driver',
  'remote.origin.receivepack',
  'remote.origin.uploadpack',
  'uploadpack.packObjectsHook',
];

/** What changes where git goes and what it does, without a command of its own. */
const settings = {
  'commit.gpgSign': 'true',
  'core.hooksPath': '.git/hooks',
  'merge.default': 'trap',
  'protocol.allow': 'always',
  'push.gpgSign': 'if-asked',
  'submodule.recurse': 'true',
  'url.ext::sh -c touch%20trap.insteadOf': 'http',
  'url.file:///nowhere/.insteadOf': 'ssh://',
  'user.name': 'Eve',
};

/** For every file of the clone. */
export const attributes = '* filter=trap diff=trap merge=trap\n';

/**
 * A shell script that sets the traps in the clone it is started in, runs the command that it is given, and takes them
 * away. Whoever steps into one makes the file `trace`.
 */
export function trapScript(trace: string): string {
  const trap = '.git/trap';
  const attributesFile = '.git/info/attributes';
  return [
    `printf '#!/bin/sh\\necho "$0 $*" >>%s\\n' '${trace}' >${trap}`,
    `chmod +x ${trap}`,
    `mkdir -p .git/hooks .git/info`,
    `cp .git/config .git/untrapped`,
    ...hooks.map((hook) => `cp ${trap} .git/hooks/${hook}`),
    ...Object.entries(settings).map(([name, value]) => `git config '${name}' '${value}'`),
    ...commands.map((name) => `git config '${name}' "$PWD/${trap}"`),
    `printf '${attributes.trimEnd()}\\n' >${attributesFile}`,
    'code=0',
    '"$@" || code=$?',
    'mv .git/untrapped .git/config',
    `rm ${trap} ${attributesFile} ${hooks.map((hook) => `.git/hooks/${hook}`).join(' ')}`,
    'exit $code',
  ].join('\n');
}
