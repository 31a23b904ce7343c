import { expect, test } from 'vitest';
import { writesOutputs } from '../../src/commands/traits.ts';

test.each([
  [undefined, true],
  ['deploy', true],
  ['deplyo', true],
  ['constructor', true],
  ['reconcile', false],
  ['cleanup', false],
  ['validate', false],
])('whether COMMAND=%s writes outputs, also where it is misspelt: %s', (command, written) => {
  expect(writesOutputs(command)).toBe(written);
});
