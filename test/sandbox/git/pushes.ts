import { execa } from 'execa';
import type { HookCall, HookHandler, Say } from './hook-server.ts';
import type { Push, PushReceiver } from './push.ts';

const branchPrefix = 'refs/heads/';

/** Asks and tells the receiver of every branch of a push. `waits` decides whether the pusher sees the activity's log. */
export function handlePushes(
  repositoryPath: string,
  receiver: PushReceiver,
  waits: (call: HookCall) => boolean,
): HookHandler {
  return async (call, say) => {
    const pushes = await describePushes(repositoryPath, call);
    if (call.hook === 'pre-receive') return accept(receiver, pushes, say);
    await receive(receiver, pushes, say, waits(call));
    return true;
  };
}

async function accept(receiver: PushReceiver, pushes: Push[], say: Say): Promise<boolean> {
  for (const push of pushes) {
    const refusal = await receiver.accept(push);
    if (refusal !== undefined) {
      for (const line of refusal.split('\n')) say(line);
      return false;
    }
  }
  return true;
}

async function receive(receiver: PushReceiver, pushes: Push[], say: Say, wait: boolean): Promise<void> {
  const logs = [];
  for (const push of pushes) logs.push(await receiver.received(push));
  if (!wait) return;
  for (const log of logs) {
    for await (const line of log) {
      if (!say(line)) return;
    }
  }
}

/** The branches of a push. Upsun makes nothing of tags and other refs. */
async function describePushes(repositoryPath: string, call: HookCall): Promise<Push[]> {
  const { refs, options, environment } = call;
  const branches = refs.filter(({ name }) => name.startsWith(branchPrefix));
  return Promise.all(
    branches.map(async ({ name, oldCommit, newCommit }) => ({
      branch: name.slice(branchPrefix.length),
      oldCommit,
      newCommit,
      options,
      force:
        oldCommit !== null &&
        newCommit !== null &&
        !(await isAncestor(repositoryPath, oldCommit, newCommit, environment)),
      environment,
    })),
  );
}

async function isAncestor(
  repositoryPath: string,
  ancestor: string,
  commit: string,
  environment: Record<string, string>,
): Promise<boolean> {
  const { exitCode } = await execa('git', ['merge-base', '--is-ancestor', ancestor, commit], {
    cwd: repositoryPath,
    env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...environment },
    reject: false,
  });
  return exitCode === 0;
}
