import { describe, expect, test } from 'vitest';
import { reportName, senderOf } from '../../src/report/name.ts';

describe('the name of a report', () => {
  test('says which environment of which project it is about', () => {
    expect(reportName({ projectTitle: 'Shop', environment: 'pr-7' })).toBe('Upsun Shop: pr-7');
  });

  test('keeps the environment in sight, however long the title of the project is', () => {
    const name = reportName({ projectTitle: 'very long '.repeat(100), environment: 'pr-7' });
    expect(name).toMatch(/^Upsun very long .*…: pr-7$/);
    expect(name.length).toBeLessThan(100);
  });

  test('never ends a title in the middle of a character', () => {
    expect(senderOf('🛒'.repeat(100)).isWellFormed()).toBe(true);
  });
});
