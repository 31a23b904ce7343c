import type * as z from 'zod';
import type { Clock } from '../clock.ts';
import { PipeError } from '../errors.ts';
import type { Http } from '../http/client.ts';
import { linesOf } from '../text/lines.ts';
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

/** Characters. A hook may write a line without an end, and nobody reads so much of one. */
const longestLine = 256 * 1024;

/**
 * The messages of an activity's log while it is written (NDJSON, one object a line). A connection that ends before the
 * line marked `seal` is opened again; what was already seen is left out. Throws a PipeError when it
 * cannot be had any more, and ends quietly when the signal aborts.
 */
export async function* streamLog(source: LogSource): AsyncGenerator<string> {
  const seen = { lines: 0 };
  for (let failures = 0; failures < failuresAllowed;) {
    if (source.signal.aborted) return;
    const before = seen.lines;
    const sealed = yield* readOnce(source, seen);
    if (sealed) return;
    failures = seen.lines > before ? 0 : failures + 1;
    await source.clock.sleep(reopenAfter, source.signal).catch(() => {});
  }
  if (!source.signal.aborted) throw new PipeError('failure', 'The log broke off.');
}

/** The log is read from its beginning every time, so that the place of a line in it tells whether it was seen. */
async function* readOnce(
  { http, session, url, signal }: LogSource,
  seen: { lines: number },
): AsyncGenerator<string, boolean> {
  try {
    const body = await http.stream({ method: 'GET', url, headers: await session.authorization(), signal });
    let place = 0;
    for await (const text of linesOf(body, longestLine)) {
      const line = text.length > longestLine ? tooLong : parseLine(text);
      if (!line) continue;
      place += 1;
      const isNew = place > seen.lines;
      seen.lines = Math.max(place, seen.lines);
      if (isNew && line.data) yield line.data.message;
      if (line.seal) return true;
    }
  } catch {
    // Whatever ended the stream, the next reading or the activity itself says how things stand.
  }
  return false;
}

const tooLong: z.infer<typeof logLine> = {
  data: { message: `(A line of this log is longer than ${longestLine / 1024} KiB, and is left out.)\n` },
};

function parseLine(text: string): z.infer<typeof logLine> | undefined {
  try {
    return logLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
