/** What is written for a reader who may be slow, may take nothing, or may have gone. */
import type { Writable } from 'node:stream';

export interface Output {
  /** Never waits: what the reader has not taken yet is kept, and what nobody will read is dropped. */
  write: (text: string) => void;
  /** Resolves at once where little is kept, else when the reader has taken all of it, or has gone. */
  drained: () => Promise<void>;
  /** Resolves when everything was taken, or nobody is left to take it. */
  flushed: () => Promise<void>;
}

/** Writes to a stream. A reader who goes away is no error: what was begun is still brought to its end. */
export function openOutput(stream: Writable): Output {
  stream.on('error', () => {});
  let gathered = '';
  function pass(): void {
    if (gathered !== '' && !stream.errored) stream.write(gathered);
    gathered = '';
  }
  async function flushed(): Promise<void> {
    pass();
    if (stream.writableLength === 0 || stream.errored) return;
    await new Promise<void>((resolve) => {
      stream.once('error', resolve);
      stream.write('', () => {
        stream.off('error', resolve);
        resolve();
      });
    });
  }
  return {
    write(text) {
      // A log arrives in thousands of lines at a time; one by one, each would be a call of the system.
      if (gathered === '') process.nextTick(pass);
      gathered += text;
    },
    async drained() {
      if (gathered.length + stream.writableLength >= stream.writableHighWaterMark) await flushed();
    },
    flushed,
  };
}
