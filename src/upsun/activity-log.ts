import { createInterface } from 'node:readline';
import type { Clock } from '../clock.ts';
import type { Http } from '../http/client.ts';
import { logLine } from './schemas.ts';
import type { Session } from './session.ts';

interface LogSource {
  http: Pick<Http, 'stream'>;
  session: Pick<Session, 'authorization'>;
  clock: Clock;
  url: string;
  signal: AbortSignal;
}

/** Milliseconds before a log that ended without its seal is read again; the vendor's own client waits no less. */
const reopenAfter = 500;
/** A log that cannot be had is no reason to wait: the activity itself tells the result. */
const failuresAllowed = 10;

/**
 * The messages of an activity's log while it is written (NDJSON, one object a line). A connection that ends before the
 * line marked `seal` is opened again; what was already seen is left out. Ends quietly when the log cannot be had.
 */
export async function* streamLog(source: LogSource): AsyncGenerator<string> {
  const seen = new Set<string>();
  for (let failures = 0; failures < failuresAllowed && !source.signal.aborted;) {
    const before = seen.size;
    const sealed = yield* readOnce(source, seen);
    if (sealed) return;
    failures = seen.size > before ? 0 : failures + 1;
    await source.clock.sleep(reopenAfter, source.signal).catch(() => {});
  }
}

async function* readOnce(
  { http, session, url, signal }: LogSource,
  seen: Set<string>,
): AsyncGenerator<string, boolean> {
  try {
    const body = await http.stream({ method: 'GET', url, headers: await session.authorization(), signal });
    for await (const text of createInterface({ input: body, crlfDelay: Infinity })) {
      const line = parseLine(text);
      if (!line) continue;
      // The log is read from its beginning every time; a line without an id is known by its text.
      const id = String(line._id ?? text);
      if (line.data && !seen.has(id)) yield line.data.message;
      seen.add(id);
      if (line.seal) return true;
    }
  } catch {
    // Whatever ended the stream, the next reading or the activity itself says how things stand.
  }
  return false;
}

function parseLine(text: string) {
  try {
    return logLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
