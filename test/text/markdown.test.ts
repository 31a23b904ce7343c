import { describe, expect, test } from 'vitest';
import { codeBlock, codeBlockOverhead, escapeMarkdown, link } from '../../src/text/markdown.ts';

describe('the text of others means nothing in Markdown', () => {
  test.each([
    ['feature/login', 'feature/login'],
    ['feature_x_y', String.raw`feature\_x\_y`],
    ['**bold**', String.raw`\*\*bold\*\*`],
    ['[here](https://x)', String.raw`\[here\]\(https://x\)`],
    ['![pixel](https://x)', String.raw`\!\[pixel\]\(https://x\)`],
    ['`code`', '\\`code\\`'],
    ['a|b', String.raw`a\|b`],
    ['<b>&lt;R&D', String.raw`&lt;b\>&amp;lt;R&D`],
    ['one\n\n# two', String.raw`one \# two`],
    ['@{557058:x}', String.raw`@\{557058:x\}`],
    [String.raw`a\_b`, String.raw`a\\\_b`],
  ])('%j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });
});

test.each([
  ['https://pr-7.example.com/', '[https://pr-7.example.com/](https://pr-7.example.com/)'],
  ['https://x/a_(b)|c d', String.raw`[https://x/a\_\(b\)\|c d](https://x/a_%28b%29%7Cc%20d)`],
])('a link leads to its address and nowhere else: %s', (url, markdown) => {
  expect(link(url, url)).toBe(markdown);
});

describe('nothing ends a code block but its end', () => {
  test.each([
    ['plain', 'npm error'],
    ['a fence', '```\n# Injected\n```'],
    ['a fence with a language', '```js\n```'],
    ['a longer fence', '`````\n# Injected'],
    ['the longest fence that is kept', `${'`'.repeat(8)}\nx`],
    ['a fence without end', '`'.repeat(40_000)],
    ['another kind of fence', '~~~\nx\n~~~'],
    ['indented fences', '   ```\n    ```'],
  ])('%s', (_what, text) => {
    const block = codeBlock(text);
    const [opening = '', ...rest] = block.split('\n');
    const closing = rest.pop();
    expect(opening).toMatch(/^`{3,}$/);
    expect(closing).toBe(opening);
    // A fence is closed by a line of as many backticks or more.
    expect(rest.filter((line) => line.includes(opening))).toEqual([]);
    expect(block.length).toBeLessThanOrEqual(text.length + codeBlockOverhead);
  });

  test('and the text in it stays as it is', () => {
    expect(codeBlock('a ``` b\n  c')).toBe('````\na ``` b\n  c\n````');
  });
});
