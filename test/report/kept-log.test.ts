import { expect, test } from 'vitest';
import { annotationsOf } from '../../src/report/channels/insights-report.ts';
import { stepsOf } from '../../src/report/channels/log-steps.ts';
import { addToLog } from '../../src/report/kept-log.ts';
import { lastLines, plainText } from '../../src/text/plain-text.ts';
import { reported } from './reported.ts';

const noise = (name: string, lines: number) =>
  Array.from({ length: lines }, (_, index) => `    ${name} says line ${index} of what it does\n`);

/** A build that fails in the midst of a long log, and hooks of another application after it. */
const pieces = [
  ...noise('Upsun', 20_000),
  "Building application 'app' (runtime type: nodejs:22)\n",
  ...noise('the build', 20_000),
  '  E: Error building the project: step 3\n',
  ...noise('its end', 20_000),
  'Provisioning certificates\n',
  ...noise('certificates', 20_000),
  '  Executing deploy hook for application api\n',
  ...noise('the hook', 20_000),
  '  Environment routes\n',
  ...noise('the routes', 20_000),
];

function kept(all: readonly string[], redact = (text: string) => text): string {
  return all.reduce((log, piece) => addToLog(log, piece, redact), '');
}

test('what is kept of a long log is short', () => {
  expect(kept(pieces).length).toBeLessThan(200_000);
  expect(kept(['x'.repeat(10_000_000), '\n', ...pieces]).length).toBeLessThan(200_000);
});

test('a report of a long log shows what it would show of the whole', () => {
  const [short, whole] = [kept(pieces), pieces.join('')];
  expect(lastLines(plainText(short), 100, 100_000)).toBe(lastLines(plainText(whole), 100, 100_000));
  expect(stepsOf(short).map(({ app, type }) => `${app} ${type}`)).toEqual(['app build', 'api deploy']);
  const failed = [{ app: 'api', type: 'deploy', exitCode: 1 }];
  for (const failedCommands of [failed, []]) {
    const annotations = (log: string) =>
      annotationsOf(reported({ state: 'failed', failedCommands, log }), 2000);
    expect(annotations(short)).toEqual(annotations(whole));
  }
});

test('a secret is masked before a line is cut', () => {
  const secret = 'the-secret-of-the-shop';
  const line = `${'x'.repeat(4090)}${secret}\n`;
  const log = kept([line, ...pieces], (text) => text.replaceAll(secret, '***'));
  expect(log).not.toContain(secret.slice(0, 5));
});
