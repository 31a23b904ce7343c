import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../sandbox/index.ts';

/** Programs of the shell that read what the pipe writes, and say how many bytes that were. */
const readers = {
  fast: 'wc -c',
  /** At most 20 MB a second. */
  slow: 'while bytes=$(head -c 1000000 | wc -c); [ "$bytes" -gt 0 ]; do sum=$((sum + bytes)); sleep 0.05; done; echo "$sum"',
};

export type Reader = keyof typeof readers;

/** What one run of the built pipe took to show a log. */
export interface LogRun {
  /** The most memory it had at a time, in bytes. */
  peak: number;
  /** Milliseconds from the first line of the log to the last. */
  duration: number;
}

const pipe = `${import.meta.dirname}/../../dist/pipe.js`;
const message = `    #12 34.56 Unpacking the package number-of-the-line into node_modules, as a build says it${'.'.repeat(20)}\n`;
const linesAtOnce = 500;

/** Deploys to a sandbox whose log has so many bytes. Throws where not all of it was shown. */
export async function measureLog(bytes: number, reader: Reader): Promise<LogRun> {
  await using sandbox = await startSandbox();
  let duration = NaN;
  sandbox.faults.push({
    path: /\/activities\/[^/]+\/log$/,
    answer: () => ({
      status: 200,
      headers: { 'content-type': 'application/x-ndjson' },
      async stream(response) {
        const started = performance.now();
        await sendLog(response, Math.ceil(bytes / message.length));
        duration = performance.now() - started;
      },
    }),
  });
  const peak = await runPipe(sandbox, reader, bytes);
  return { peak, duration };
}

async function sendLog(response: ServerResponse, lines: number): Promise<void> {
  const data = { timestamp: '2026-01-01T10:00:00.000000+00:00', message };
  for (let sent = 0; sent < lines; sent += linesAtOnce) {
    const ids = Array.from({ length: Math.min(linesAtOnce, lines - sent) }, (_, index) => sent + index);
    const text = ids.map((id) => `${JSON.stringify({ _id: String(id), data })}\n`).join('');
    if (!response.write(text)) await once(response, 'drain');
  }
  response.end('{"seal":true}\n');
}

/** Runs the pipe as a CI does, and returns the most memory that it had. */
async function runPipe(sandbox: Sandbox, reader: Reader, bytes: number): Promise<number> {
  const { repository, pipelines, cloudVariables, directory } = sandbox;
  await repository.commit('main', { 'index.html': '<h1>New</h1>' });
  const [pid, count] = [join(directory, 'pid'), join(directory, 'count')];
  const script = `echo $$ >${pid}; exec "$0" "$@" > >(${readers[reader]} >${count})`;
  const running = await pipelines.start(
    { branch: 'main' },
    { variables: cloudVariables, command: ['bash', '-c', script, process.execPath, pipe] },
  );
  const finished = running.finished.then(({ exitCode }) => exitCode);
  const peak = await peakOf(async () => Number(await readFile(pid, 'utf8').catch(() => '')), finished);
  if ((await finished) !== 0) throw new Error(`The pipe ended with ${await finished}`);
  const shown = await until(async () => Number(await readFile(count, 'utf8').catch(() => '')) || undefined);
  if (shown < bytes) throw new Error(`Only ${shown} of ${bytes} bytes were shown`);
  return peak;
}

/** The most memory that a process had until it `finished`, in bytes, as the system counts it. */
export async function peakOf(
  pid: () => Promise<number | undefined>,
  finished: Promise<unknown>,
): Promise<number> {
  let peak = 0;
  const over = new AbortController();
  void finished.then(() => over.abort());
  while (!over.signal.aborted) {
    const status = await readFile(`/proc/${await pid()}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024);
    await sleep(20);
  }
  return peak;
}

async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await sleep(20);
  }
}
