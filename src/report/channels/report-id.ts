import { createHash } from 'node:crypto';

/**
 * Names an environment on Bitbucket, so that a later report replaces the one before. Stable per project and environment,
 * and fit to stand in a path.
 */
export function reportId(project: string, environment: string): string {
  const hash = createHash('sha256').update(`${project}/${environment}`).digest('hex');
  return `upsun-${hash.slice(0, 34)}`;
}
