import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that a program may take to be gone after it was ended. */
const untilGone = 2000;

/** The programs that a pipe started and that still run, by its directory for temporary files; none where nothing tells. */
export async function programsOf(temporaryDirectory: string): Promise<string[]> {
  const started = performance.now();
  for (;;) {
    const running = await look(temporaryDirectory);
    if (running.length === 0 || performance.now() - started > untilGone) return running;
    await sleep(50);
  }
}

async function look(temporaryDirectory: string): Promise<string[]> {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      // It may be somebody else's, or gone by now.
      const [environment, command] = await Promise.all(
        ['environ', 'cmdline'].map((file) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '')),
      );
      const isOfPipe = environment?.split('\0').includes(`TMPDIR=${temporaryDirectory}`);
      return isOfPipe ? [`process ${id}: ${command?.replaceAll('\0', ' ')}`] : [];
    }),
  );
  return found.flat();
}
