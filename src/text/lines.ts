/**
 * The lines of a text that arrives in pieces. A line may have no end: of one that is longer than `longest`, only a
 * beginning comes, and that is longer, too.
 */
export async function* linesOf(
  pieces: AsyncIterable<Uint8Array | string>,
  longest: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let open = '';
  for await (const piece of pieces) {
    const text = typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) {
        yield open;
        open = '';
      }
      if (open.length <= longest) open += part;
    }
  }
  if (open !== '') yield open;
}
