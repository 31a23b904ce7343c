/** Whatever others write where the pipe reads: it is read, or refused with an error for people, and does no harm. */
import { Readable } from 'node:stream';
import { execa } from 'execa';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { PipeError } from '../../src/errors.ts';
import { dotenv } from '../../src/report/channels/dotenv.ts';
import { parseSettings } from '../../src/settings/parse.ts';
import { settingList } from '../../src/settings/table.ts';
import { codeBlock } from '../../src/text/markdown.ts';
import { plainText } from '../../src/text/plain-text.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { forTerminal } from '../../src/text/terminal.ts';
import { streamLog } from '../../src/upsun/activity-log.ts';
import { toRoutes } from '../../src/upsun/mapping.ts';
import { deploymentAnswer } from '../../src/upsun/schemas.ts';
import { checkPipelineFile } from '../../src/validate/pipeline-file/check.ts';
import { checkProjectFiles } from '../../src/validate/project-config/check.ts';
import { nasty } from '../trust/hostile/nasty.ts';

const numRuns = Number(process.env['RUNS'] ?? 300);

let tried = 0;
afterAll(() => console.info(`${tried} inputs`));

function check<Values extends [unknown, ...unknown[]]>(property: fc.IProperty<Values>): void {
  fc.assert(property, { numRuns });
  tried += numRuns;
}

function kindOf(refusal: unknown): unknown {
  if (refusal === undefined) return undefined;
  return refusal instanceof PipeError ? refusal.kind : refusal;
}

test('settings are parsed, or refused with one configuration error', () => {
  const names = settingList.map(([name]) => name);
  const name = fc.oneof(
    fc.constantFrom(...names),
    fc
      .tuple(fc.constantFrom(...names), fc.constantFrom('_COUNT', '_0', '_1', 'S', '_'))
      .map(([one, end]) => one + end),
  );
  const value = fc.oneof(
    nasty,
    fc.constantFrom('true', '0', '14d', '-1', '1e9', 'deploy', '**', '!x', '[', '{a,b'),
  );
  check(
    fc.property(fc.dictionary(name, value, { maxKeys: 8 }), (variables) => {
      let refusal: unknown;
      try {
        parseSettings({ UPSUN_CLI_TOKEN: 'token', PROJECT_ID: 'abc', ...variables });
      } catch (error) {
        refusal = error;
      }
      expect([undefined, 'configuration']).toContain(kindOf(refusal));
    }),
  );
});

/** A file in which something is replaced, doubled or missing. */
function mutated(file: string): fc.Arbitrary<string> {
  const edit = fc.record({
    from: fc.nat(file.length),
    length: fc.nat(30),
    put: fc.oneof(
      nasty,
      fc.constant(''),
      fc.nat(file.length).map((at) => file.slice(at, at + 40)),
    ),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) =>
      edits.reduce(
        (text, { from, length, put }) => text.slice(0, from) + put + text.slice(from + length),
        file,
      ),
    );
}

const pipelines = `definitions:
  steps:
    - step: &preview
        script:
          - pipe: docker://example/upsun-environments:0.1.0
            variables: &variables
              UPSUN_CLI_TOKEN: $UPSUN_CLI_TOKEN
              PROJECT_ID: abc123
pipelines:
  default:
    - parallel: [{ step: *preview }, { step: { <<: *preview, trigger: manual } }]
  pull-requests:
    '**':
      - stage: { steps: [step: *preview] }
  branches:
    '{main,develop}': [step: *preview]
triggers:
  pullrequest-fulfilled:
    - pipelines: [cleanup]
`;

const wanted = {
  fetchBranches: true,
  buildPullRequests: true,
  mainBranch: 'main',
  branches: ['**'],
  excludeBranches: [],
  releaseTags: [],
};

test('any pipelines file is judged, with lines that it has', () => {
  check(
    fc.property(fc.oneof(mutated(pipelines), nasty), (text) => {
      for (const { name, place } of checkPipelineFile(text, wanted)) {
        expect(name).not.toBe('');
        const line = place?.line ?? 1;
        expect(line).toBeLessThanOrEqual(text.split('\n').length + 1);
      }
    }),
  );
});

const application = `applications:
  app:
    type: nodejs:24
    relationships: { database: 'db:mysql' }
services:
  db: { type: 'mariadb:11' }
routes:
  'https://{default}/': { type: upstream, upstream: 'app:http', primary: true }
  'https://www.{default}/': { type: redirect, to: 'https://{default}/' }
`;

test('any project configuration is judged', () => {
  check(
    fc.property(mutated(application), (text) => {
      const checks = checkProjectFiles('upsun', ['.upsun/config.yaml'], () => text);
      expect(checks.length).toBeGreaterThan(0);
    }),
  );
});

test('a log is read whatever its lines are and wherever they are cut', async () => {
  const lines = fc.array(
    fc.oneof(
      nasty.map((message) => JSON.stringify({ _id: message, data: { message } })),
      fc.json(),
      nasty,
    ),
    { maxLength: 10 },
  );
  await fc.assert(
    fc.asyncProperty(lines, fc.integer({ min: 1, max: 9 }), async (all, size) => {
      const bytes = Buffer.from([...all, '{"seal": true}', ''].join('\n'));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const told: string[] = [];
      const messages = streamLog({
        http: { stream: () => Promise.resolve(Readable.from(chunks)) },
        session: { authorization: () => Promise.resolve({ authorization: 'Bearer x' }) },
        clock: { ...systemClock, sleep: () => Promise.resolve() },
        url: 'http://127.0.0.1/log',
        signal: new AbortController().signal,
      });
      for await (const message of messages) told.push(message);
      expect(told.every((message) => typeof message === 'string')).toBe(true);
    }),
    { numRuns },
  );
  tried += numRuns;
});

test('routes are those of the answer, or the answer is refused', () => {
  const route = fc.oneof(
    fc.record({ type: fc.constantFrom('upstream', 'redirect', 'proxy'), primary: fc.option(fc.boolean()) }),
    fc.jsonValue(),
  );
  const url = fc.oneof(fc.webUrl(), nasty);
  check(
    fc.property(fc.dictionary(url, route, { maxKeys: 6 }), (routes) => {
      const { data } = deploymentAnswer.safeParse({ routes });
      const shown = data ? toRoutes(data) : [];
      expect(shown.every(({ url: one }) => Object.hasOwn(routes, one))).toBe(true);
    }),
  );
});

const escape = '\u001B';

test('nothing in a text of others moves the cursor, rings or hides something', () => {
  check(
    fc.property(nasty, (text) => {
      const shown = forTerminal(text).replaceAll(new RegExp(`${escape}\\[[\\d;]*m`, 'g'), '');
      expect(shown).not.toMatch(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/u);
      expect(plainText(text)).not.toMatch(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/u);
    }),
  );
});

test('a code block ends where it should', () => {
  check(
    fc.property(nasty, (text) => {
      const [fence = '', ...rest] = codeBlock(text).split('\n');
      expect(rest.at(-1)).toBe(fence);
      expect(rest.slice(0, -1).join('\n')).not.toContain(fence);
    }),
  );
});

test('a secret is masked in each of its forms', () => {
  const secret = fc
    .string({ unit: 'grapheme', minLength: 8, maxLength: 40 })
    .filter((text) => text.trim().length >= 8);
  check(
    fc.property(secret, nasty, nasty, (hidden, before, after) => {
      const forms = [
        hidden,
        Buffer.from(hidden).toString('base64'),
        Buffer.from(hidden).toString('base64url'),
        encodeURIComponent(hidden),
        JSON.stringify(hidden).slice(1, -1),
      ];
      const { redact } = createRedactor([hidden]);
      for (const form of forms) expect(redact(`${before}${form}${after}`)).not.toContain(form);
    }),
  );
});

test('a shell that reads the outputs gets their values and runs nothing', async () => {
  const values = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z_]{0,8}X$/), nasty, { minKeys: 1, maxKeys: 5 });
  const examples = fc.sample(values, Math.min(numRuns, 40));
  for (const example of examples) {
    const names = Object.keys(example);
    const printed = names.map((name) => `printf '%s\\n' "$${name}"`).join('\n');
    const { stdout } = await execa('/bin/sh', ['-c', `${dotenv(example)}${printed}`], {
      extendEnv: false,
      env: { PATH: '/nonexistent' },
    });
    const shown = Object.values(example).map((value) => value.toWellFormed().replaceAll(/\p{Cc}+/gu, ' '));
    expect(stdout).toBe(shown.join('\n'));
    tried += 1;
  }
});
