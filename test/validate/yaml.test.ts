import { describe, expect, test } from 'vitest';
import { parseTree } from '../../src/validate/yaml/parse.ts';
import { type Tree, isFalse, isTrue, itemsOf, textOf, under } from '../../src/validate/yaml/tree.ts';

function treeOf(text: string): Tree {
  const parsed = parseTree(text);
  if (parsed.kind === 'flaw') throw new Error(`line ${parsed.line}: ${parsed.problem}`);
  return parsed.tree;
}

function flawOf(text: string): string | undefined {
  const parsed = parseTree(text);
  return parsed.kind === 'flaw' ? `line ${parsed.line}: ${parsed.problem}` : undefined;
}

describe('a text in quotes may be continued wherever SnakeYAML takes it', () => {
  test.each([
    ['behind a backslash', 'a:\n  b: "one \\\n    two"\n  c: 3\n', 'one two', 4],
    ["at the key's own indentation", 'a:\n  b: "one\n  two"\n  c: 3\n', 'one two', 4],
    ['in the first column', "a:\n  b: 'one''s\ntwo\n  three'\n  c: 3\n", "one's two three", 5],
    ['over an empty line', 'a:\n  b: "one\n\n  two"\n  c: 3\n', 'one\ntwo', 5],
    ['with quotes inside', 'a:\n  b: "say \\"one\\"\n  two"\n  c: 3\n', 'say "one" two', 4],
  ])('%s, and the lines below keep their numbers', (_, text, value, line) => {
    const tree = under(treeOf(text), 'a');
    expect(textOf(under(tree, 'b'))).toBe(value);
    expect(under(tree, 'c')?.line).toBe(line);
  });

  test('as an item of a list', () => {
    expect(itemsOf(treeOf('- "one \\\ntwo"\n- three\n')).map(textOf)).toEqual(['one two', 'three']);
  });

  test('and brackets as well', () => {
    const tree = under(treeOf('x:\n  a: {\n  b: "}",\n  c: [\n  1\n  ]\n  }\n  d: 2\n'), 'x');
    expect([textOf(under(tree, 'a', 'b')), under(tree, 'd')?.line]).toEqual(['}', 8]);
  });

  test('but a quote that nobody closes is an error on its own line', () => {
    expect(flawOf("a:\n  b: 'one\n  c: two\n")).toMatch(/^line \d: Missing closing 'quote/);
    expect(flawOf("a:\n  b: 'one\n  c: 'two'\n")).toMatch(/^line 2: Missing closing 'quote/);
  });
});

describe('words without quotes are what YAML 1.1 takes them for', () => {
  test.each(['yes', 'on', 'True', 'ON'])('%s is true', (word) => {
    expect(isTrue(treeOf(word))).toBe(true);
  });

  test.each(['no', 'off', 'False', 'NO'])('%s is false', (word) => {
    expect(isFalse(treeOf(word))).toBe(true);
  });

  test.each(["'yes'", '"on"', 'y', 'n', 'none'])('%s is a text', (word) => {
    expect([isTrue(treeOf(word)), isFalse(treeOf(word))]).toEqual([false, false]);
  });

  test('and keys stay as they are written', () => {
    expect(textOf(under(treeOf('on: 1\nyes: 2'), 'yes'))).toBe('2');
  });
});

describe('what << merges in', () => {
  const anchors = 'one: &one { a: 1, b: 1 }\ntwo: &two { b: 2, c: 2 }\nword: &word text\n';

  test.each([
    ['a mapping', '<<: *one\n  b: own', { a: '1', b: 'own', c: undefined }],
    ['a list of mappings, of which the first counts', '<<: [*one, *two]', { a: '1', b: '1', c: '2' }],
    ['two mappings', '<<: *one\n  <<: *two', { a: '1', b: '1', c: '2' }],
  ])('may be %s', (_, content, expected) => {
    const merged = under(treeOf(`${anchors}x:\n  ${content}\n`), 'x');
    expect({
      a: textOf(under(merged, 'a')),
      b: textOf(under(merged, 'b')),
      c: textOf(under(merged, 'c')),
    }).toEqual(expected);
  });

  test.each(['*word', '', '[*one, *word]'])('may not be %j', (source) => {
    expect(flawOf(`${anchors}x:\n  <<: ${source}\n`)).toBe(
      'line 5: << merges in something that is no mapping',
    );
  });
});

describe('a pattern that needs quotes is named on its own line', () => {
  test.each([
    ['**:', '**'],
    ['*:', '*'],
    ['*-hotfix:', '*-hotfix'],
    ['**/release/*:', '**/release/*'],
    ['*hotfix:', '*hotfix'],
    ['{main,develop}:', '{main,develop}'],
    ['{main,release/*}:', '{main,release/*}'],
  ])('%s', (key, pattern) => {
    const text = `pipelines:\n  branches:\n    feature/*:\n      - step\n    ${key}\n      - step\n    main:\n      - step\n`;
    const parsed = parseTree(text);
    expect(parsed).toMatchObject({ kind: 'flaw', line: 5, remedy: `Quote the pattern: '${pattern}'.` });
  });

  test.each(["'**':", '"{main,develop}":', 'feature/**:', 'release-{1,2}:'])(
    '%s needs no more of them',
    (key) => {
      expect(flawOf(`branches:\n  ${key}\n    - step\n`)).toBeUndefined();
    },
  );

  test('and a text with stars is not blamed for a mistake above it', () => {
    expect(flawOf('a: [1\nb: |\n  ** note: x\n')).not.toContain('**');
  });
});

describe('an alias', () => {
  test('is what its anchor was last set to', () => {
    const tree = treeOf('a: &x 1\nb: *x\nc: &x 2\nd: *x\n');
    expect([textOf(under(tree, 'b')), textOf(under(tree, 'd'))]).toEqual(['1', '2']);
  });

  test.each([
    ['is nowhere', 'a: *x\n', 1],
    ['comes later', 'a: 1\nb: *x\nc: &x 2\n', 2],
    ['is misspelt', 'c: &deploy 2\nd: *deploi\n', 2],
  ])('whose anchor %s is an error', (_, text, line) => {
    expect(flawOf(text)).toMatch(new RegExp(`^line ${line}: no anchor before this line is named`));
  });

  test('is read once, so that nine in each of nine lists take no time', () => {
    const lists = Array.from({ length: 60 }, (_, level) =>
      level === 0 ? 'l0: &l0 [x, x]' : `l${level}: &l${level} [*l${level - 1}, *l${level - 1}]`,
    );
    expect(treeOf(lists.join('\n')).kind).toBe('map');
  });
});

test('a key that stands twice is told with both lines, and the last one counts', () => {
  const parsed = parseTree('a: 1\nb: 2\na: 3\n');
  expect(parsed).toMatchObject({ kind: 'tree', repeated: [{ key: 'a', line: 3, first: 1 }] });
  expect(textOf(under(treeOf('a: 1\nb: 2\na: 3\n'), 'a'))).toBe('3');
});
