import type { Clock } from '../../src/clock.ts';
import type { Http } from '../../src/http/client.ts';
import { openApi } from '../../src/upsun/api.ts';
import { createReader } from '../../src/upsun/reader.ts';
import type { Session } from '../../src/upsun/session.ts';
import type { UpsunReader, UpsunWriter } from '../../src/upsun/upsun.ts';
import { createWriter } from '../../src/upsun/writer.ts';

/** Both halves of the adapter for Upsun, connected with what answers for it. */
export function connectedUpsun(options: {
  session: Pick<Session, 'send' | 'authorization'>;
  http: Pick<Http, 'stream'>;
  apiUrl: string;
  projectId: string;
  clock: Clock;
  signal: AbortSignal;
}): UpsunReader & UpsunWriter {
  const api = openApi(options);
  const reader = createReader(api, options);
  return { ...reader, ...createWriter(api, { ...options, upsun: reader }) };
}
