import type { Request, ServerName } from '../../sandbox/server.ts';

/** Where a run is killed: before or after something that it does, for the nth time. */
export interface Point {
  moment: 'before' | 'after';
  /** A request, or a command of git or OpenSSH. */
  what: string;
  nth: number;
}

/** Beyond that, a repetition is a look at what takes its time. */
const telling = 2;

export function nameOf({ moment, what, nth }: Point): string {
  return `${moment} ${what}${nth > 1 ? ` (${nth})` : ''}`;
}

/** What changes nothing that outlives the run: killed before it or after it, the world is the same. */
function isRead(what: string): boolean {
  return / GET |oauth2\/token$|POST \/ssh$|git-upload-pack$|info\/refs$/.test(what);
}

/** Both moments of each thing that a run did, in its order; of one that only reads, the first. */
export function pointsOf(done: readonly string[]): Point[] {
  const counts = new Map<string, number>();
  return done.flatMap((what) => {
    const nth = (counts.get(what) ?? 0) + 1;
    counts.set(what, nth);
    if (nth > telling) return [];
    const moments = isRead(what) ? (['before'] as const) : (['before', 'after'] as const);
    return moments.map((moment) => ({ moment, what, nth }));
  });
}

/** A request in words that are the same in each world of a story. */
export function wordRequest(server: ServerName, { method, path }: Request): string {
  const plain = path
    .replaceAll(/(?<=\/(?:activities|commits?|comments|reports|build)\/)[^/]+/g, '…')
    .replaceAll(/[0-9a-f]{8,}/g, '…');
  return `${server} ${method} ${plain}`;
}
