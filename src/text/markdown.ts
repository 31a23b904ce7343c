/** No log needs more of them in a row, and the fence around it is longer still. */
const mostBackticks = 8;

/** Text of others on one line, so that Markdown shows it as it is. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_{}[\]()#!|>]/g, String.raw`\$&`);
}

export function link(text: string, url: string): string {
  return `[${escapeMarkdown(text)}](${url.replaceAll(/[()<>\s\\|]/g, percentEncoded)})`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
}

/** Longest that a code block is beside its text. */
export const codeBlockOverhead = 2 * (mostBackticks + 2);

/** A code block that nothing in the text can end. */
export function codeBlock(text: string): string {
  const bounded = text.replaceAll(/`+/g, (run) => run.slice(0, mostBackticks));
  const runs = bounded.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(2, ...runs.map((run) => run.length)) + 1);
  return [fence, bounded, fence].join('\n');
}
