import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What a hook of a running push tells: the fields of a push, still as git words them. */
export interface HookCall {
  hook: string;
  /** The pusher asked not to wait for the activity. */
  noWait: boolean;
  /** Empty unless git still keeps the objects of the push apart. */
  environment: Record<string, string>;
  options: Record<string, string>;
  refs: { name: string; oldCommit: string | null; newCommit: string | null }[];
}

/** Shows a line to the pusher; `false` once the pusher is gone. */
export type Say = (line: string) => boolean;

/** Answers a hook; resolves to whether the hook succeeds. */
export type HookHandler = (call: HookCall, say: Say) => Promise<boolean>;

export interface HookServer {
  port: number;
  close: () => Promise<void>;
}

/** Starts what the git hooks of a sandbox connect to, on a free loopback port. */
export async function startHookServer(handle: HookHandler): Promise<HookServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A pusher that leaves resets the connection of its hook.
    socket.on('error', () => socket.destroy());
    void answer(socket, handle);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(socket: Socket, handle: HookHandler): Promise<void> {
  const say: Say = (line) => {
    if (socket.writable) socket.write(`say ${line}\n`);
    return socket.writable;
  };
  const succeeded = await readCall(socket)
    .then((call) => handle(call, say))
    .catch((error: unknown) => {
      say(`The sandbox failed: ${String(error)}`);
      return false;
    });
  if (socket.writable) socket.end(`exit ${succeeded ? 0 : 1}\n`);
}

async function readCall(socket: Socket): Promise<HookCall> {
  const lines: { field: string; value: string }[] = [];
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
    if (line === 'end') break;
    const [field = ''] = line.split(' ', 1);
    lines.push({ field, value: line.slice(field.length + 1) });
  }
  const values = (name: string) => lines.filter(({ field }) => field === name).map(({ value }) => value);
  const [hook = ''] = values('hook');
  return {
    hook,
    noWait: values('no-wait').includes('1'),
    environment: quarantine(values('objects').join(''), values('alternates').join('')),
    options: Object.fromEntries(values('option').map(splitOption)),
    refs: values('ref').map(parseRef),
  };
}

function quarantine(objects: string, alternates: string): Record<string, string> {
  return objects ? { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates } : {};
}

function splitOption(option: string): [string, string] {
  const [name = ''] = option.split('=', 1);
  return [name, option.slice(name.length + 1)];
}

function parseRef(line: string): HookCall['refs'][number] {
  const [oldCommit = '', newCommit = '', name = ''] = line.split(' ');
  return { name, oldCommit: commitOrNull(oldCommit), newCommit: commitOrNull(newCommit) };
}

/** git writes zeros for a commit that is not there. */
function commitOrNull(commit: string): string | null {
  return /^0+$/.test(commit) ? null : commit;
}
