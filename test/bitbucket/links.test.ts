import { describe, expect, test } from 'vitest';
import { fittingLink, unlessTooLong, withFittingLinks } from '../../src/bitbucket/links.ts';

const long = `https://console.upsun.com/projects/abc123/${'%E6%97%A5'.repeat(64)}`;
const project = 'https://console.upsun.com/projects/abc123';

describe('a link', () => {
  test.each([
    ['is the first one where that fits', [project, 'https://elsewhere.example.com'], project],
    ['is the next one that fits where it does not', [long, `${long}/`, project], project],
    ['is the least precise one where none fits', [`${long}/log`, long], long],
  ] as const)('%s', (_which, [first, ...others], chosen) => {
    expect(fittingLink([first, ...others], 450)).toBe(chosen);
  });

  test('may be exactly as long as is allowed', () => {
    expect(fittingLink([long, project], long.length)).toBe(long);
    expect(unlessTooLong(long, long.length)).toBe(long);
  });

  test('that can be left out is, and never cut', () => {
    expect(unlessTooLong(long, 450)).toBeUndefined();
    expect(unlessTooLong(undefined, 450)).toBeUndefined();
  });

  test('that is too long takes its line of a report with it, and no other line', () => {
    const line = { title: 'Log', type: 'LINK', value: { text: 'Log', href: long } } as const;
    const others = [
      { title: 'Site', type: 'LINK', value: { text: 'Site', href: project } },
      { title: 'Parent', type: 'TEXT', value: long },
    ] as const;
    expect(withFittingLinks([line, ...others], 450)).toEqual(others);
  });
});
