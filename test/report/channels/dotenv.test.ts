import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dotenv, variableLines } from '../../../src/report/channels/dotenv.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dotenv-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What a shell has in its variables after it sourced the text. */
function sourced(shell: string, text: string, names: string[]): Record<string, string> {
  const file = join(directory, 'outputs.env');
  writeFileSync(file, text);
  const script = `. "$1"; shift; for name do eval "printf '%s\\0' \\"\\$$name\\""; done`;
  const output = execFileSync(shell, ['-c', script, shell, file, ...names], { encoding: 'utf8' });
  const values = output.split('\0');
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

const values = {
  EMPTY: '',
  PLAIN: 'pr-7',
  BRANCH: 'feature/login_2.0',
  URL: 'https://pr-7-abc123.eu-5.platformsh.site/?a=1,2+3%20@:',
  JSON: '[{"url":"https://a.example.com/","primary":true,"type":"upstream"}]',
  SPACES: '  two  words ',
  HASH: 'fix#12 # no comment',
  DOLLAR: '$HOME ${PATH} $(touch x) `touch x`',
  DOUBLE_QUOTES: 'say "hi"',
  SINGLE_QUOTE: "it's",
  BACKSLASH: String.raw`a\nb`,
  WILD: 'a*b?[c] ~ {d,e}; e & f | g > h < i !',
  OTHER: 'größe-寸法',
  TILDE: '~/x',
};

describe('every reader of a dotenv file reads the same', () => {
  const text = dotenv(values);

  test.each(['sh', 'bash', 'dash'])('%s', (shell) => {
    expect(sourced(shell, text, Object.keys(values))).toEqual(values);
  });

  test('Node', () => {
    expect(parseEnv(text)).toEqual(values);
  });

  test('whatever a branch is called', () => {
    // Control characters, spaces and ~^:?*[\ cannot stand in the name of a branch.
    const characters = 'aZ09-_/.@%+,#$!&;|<>(){}"`=\'ü'.split('');
    const branches = fc
      .string({ unit: fc.constantFrom(...characters) })
      .filter((branch) => !(branch.includes("'") && /["$`!]/.test(branch)));
    fc.assert(
      fc.property(branches, (branch) => {
        const written = dotenv({ BRANCH: branch });
        expect(parseEnv(written)).toEqual({ BRANCH: branch });
        expect(sourced('sh', written, ['BRANCH'])).toEqual({ BRANCH: branch });
      }),
      { numRuns: 50 },
    );
  });
});

test.each(['sh', 'bash'])('where there is no form for all, it is right for shells: %s', (shell) => {
  const odd = { BRANCH: `it's-$(touch x)-"\`!` };
  expect(sourced(shell, dotenv(odd), ['BRANCH'])).toEqual(odd);
});

describe('a value cannot set another variable', () => {
  const hostile = { ENVIRONMENT_ID: 'pr-7\nPATH=/tmp\r\nLD_PRELOAD=x\u0000' };
  const harmless = { ENVIRONMENT_ID: 'pr-7 PATH=/tmp LD_PRELOAD=x ' };

  test('in a dotenv file', () => {
    expect(parseEnv(dotenv(hostile))).toEqual(harmless);
    expect(sourced('sh', dotenv(hostile), ['ENVIRONMENT_ID'])).toEqual(harmless);
  });

  test('in the variables of Pipelines', () => {
    expect(variableLines(hostile)).toBe(`ENVIRONMENT_ID=${harmless.ENVIRONMENT_ID}\n`);
  });
});

test('Pipelines gets the values as they are, a line each', () => {
  expect(variableLines({ A: 'pr-7', B: '[{"url":"https://a/"}]', C: '' })).toBe(
    'A=pr-7\nB=[{"url":"https://a/"}]\nC=\n',
  );
});
