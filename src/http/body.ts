import { PipeError } from '../errors.ts';

/** Bytes. Nothing that is asked for comes near it, and the container has little memory. */
const longestBody = 32 * 1024 * 1024;

/** The text of an answer. Throws a PipeError where a server does not stop sending. */
export async function readBody(body: AsyncIterable<Uint8Array>, request: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > longestBody) {
      const size = `${longestBody / 1024 / 1024} MiB`;
      throw new PipeError('failure', `${request} was answered with more than ${size}.`, {
        remedy: 'Check the configured address, and run the step again.',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
