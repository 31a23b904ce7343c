import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  commentMarker,
  commentText as textWithin,
  findOwn,
} from '../../../src/report/channels/comment-text.ts';
import type { DeploymentReport } from '../../../src/report/deployment.ts';
import { failedWith, live, reported } from '../reported.ts';

const marker = commentMarker('abc123');
const limit = 31_000;
const commentText = (report: DeploymentReport, line: string) => textWithin(report, line, limit);
const comment = (id: number, text: string) => ({ id, text });

describe('the comment of an environment', () => {
  test('shows state, routes, commit and duration at a glance', () => {
    expect(commentText(reported(), marker)).toBe(`**Upsun Shop ✔ successful:** pr-7 ready in 3 min 12 s

| Route | Type |
| --- | --- |
| [${live}](${live}) | upstream, primary |
| [http://pr-7-abc123.eu-5.platformsh.site/](http://pr-7-abc123.eu-5.platformsh.site/) | redirect |

- Commit \`c0ffee0000000000000000000000000000000000\` of branch feature/login
- Duration: 3 min 12 s, after 20 s in the queue
- Data: copied from main, 2 h 5 min ago
- Parent: main
- Status: active

[Environment in the console](https://console.upsun.com/projects/abc123/pr-7), [log](https://console.upsun.com/projects/abc123/pr-7/log/activity1)

[//]: # (upsun-environments abc123)`);
  });

  test.each(['successful', 'failed', 'stopped'] as const)('names its state: %s', (state) => {
    expect(commentText(reported({ state }), marker)).toContain(state.replace('-', ' '));
  });

  test('shows names without characters that turn the text around them', () => {
    const names = { branch: 'feature/\u202Egnp.exe', parent: 'ma\u2066in' };
    const text = commentText(reported(names), marker);
    expect(text).toContain('of branch feature/gnp.exe\n');
    expect(text).toContain('- Parent: main\n');
  });

  test('leaves out what is not known', () => {
    const unknown = {
      routes: [],
      queued: undefined,
      parent: undefined,
      data: undefined,
    };
    const text = commentText(reported({ ...unknown, status: undefined, logPage: undefined }), marker);
    expect(text).not.toMatch(/Route|queue|Data|Parent|Status|log\]|undefined/);
  });

  test('shows names as they are, whatever Markdown makes of them', () => {
    const text = commentText(
      reported({ branch: 'fix_**all**_[x](y)', parent: 'a_b', description: 'pr-7: <b>`x`\n# done' }),
      marker,
    );
    expect(text).toContain(String.raw`of branch fix\_\*\*all\*\*\_\[x\]\(y\)`);
    expect(text).toContain(String.raw`- Parent: a\_b`);
    expect(text).toContain(String.raw`pr-7: &lt;b\>\`x\` \# done`);
  });
});

describe('a failure shows the end of the log', () => {
  test('as a block of code, without colours', () => {
    const text = commentText(failedWith('Building\n\u001B[31mnpm error\u001B[0m\n'), marker);
    expect(text).toContain('The end of the log:\n\n```\nBuilding\nnpm error\n```\n\n');
    expect(text).not.toContain('\u001B');
  });

  test('of its last 30 lines', () => {
    const log = Array.from({ length: 40 }, (_, index) => `line ${index + 1};`).join('\n');
    const text = commentText(failedWith(log), marker);
    expect(text).not.toContain('line 10;');
    expect(text).toContain('```\nline 11;\n');
    expect(text).toContain('\nline 40;\n```');
  });

  test('that cannot break out of its block', () => {
    const text = commentText(failedWith('```\n# Approved by the team\n```'), marker);
    expect(text).toContain('\n````\n```\n# Approved by the team\n```\n````\n');
  });

  test('where there is one', () => {
    expect(commentText(failedWith(' \n'), marker)).not.toContain('The end of the log');
  });

  test('and a success does not', () => {
    expect(commentText(reported({ log: 'Building' }), marker)).not.toContain('Building');
  });
});

describe('Bitbucket takes the comment', () => {
  test.each([
    ['many lines', `${'x'.repeat(1500)}\n`.repeat(30)],
    ['one line', 'x'.repeat(100_000)],
    ['fences', '`'.repeat(8) + 'x'.repeat(100_000)],
  ])('because a long log is cut, and nothing else: %s', (_what, log) => {
    const { routes } = reported();
    const text = commentText(failedWith(log, { routes }), marker);
    expect(text.length).toBeLessThanOrEqual(limit);
    expect(text.length).toBeGreaterThan(limit - 2000);
    for (const { url } of routes) expect(text).toContain(url);
    expect(text.endsWith(`\n${marker}`)).toBe(true);
  });

  test('also where there are more routes than a comment can show', () => {
    const routes = Array.from({ length: 500 }, (_, index) => ({
      url: `https://store-${index}.pr-7-abc123.eu-5.platformsh.site/`,
      primary: index === 0,
      type: 'upstream',
    }));
    const text = commentText(failedWith('npm error', { routes }), marker);
    expect(text.length).toBeLessThanOrEqual(limit);
    expect(text).toMatch(/\n\| and \d+ more \| \|\n/);
    expect(text).toContain('npm error');
  });

  test('whatever stands in it', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 }).map((part) => part.repeat(200));
    const log = fc.oneof(
      text,
      fc
        .array(fc.constantFrom('`', '\n', 'x'), { maxLength: 100 })
        .map((parts) => parts.join('').repeat(1000)),
    );
    fc.assert(
      fc.property(text, text, text, log, (description, branch, parent, end) => {
        const written = commentText(failedWith(end, { description, branch, parent }), marker);
        expect(written.length).toBeLessThanOrEqual(limit);
        expect(findOwn([comment(1, written)], marker)).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the own comment is found again', () => {
  const text = commentText(reported(), marker);

  test.each([
    ['as it was written', text],
    ['with line ends of Windows', text.replaceAll('\n', '\r\n')],
    ['with spaces that a server added', `${text}  \n`],
  ])('%s', (_how, written) => {
    expect(findOwn([comment(1, 'LGTM'), comment(2, written)], marker)).toEqual([comment(2, written)]);
  });

  test.each([
    ['of another project', commentText(reported(), commentMarker('abc1234'))],
    ['of another pipe', '[//]: # (other-pipe abc123)'],
    ['that quotes it', `> ${marker}\n\nWhat is this?`],
    ['that is empty', ''],
  ])('and not a comment %s', (_what, other) => {
    expect(findOwn([comment(1, other)], marker)).toEqual([]);
  });

  test('the newest first, because that is the one that readers look at', () => {
    expect(
      findOwn([comment(5, text), comment(9, text), comment(7, text)], marker).map(({ id }) => id),
    ).toEqual([9, 7, 5]);
  });
});
