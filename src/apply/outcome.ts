import type { UpsunActivity } from '../upsun/upsun.ts';

/** How the deployment of one environment ended. */
export type DeploymentOutcome =
  | { kind: 'deployed'; activity: UpsunActivity; warning?: string }
  | { kind: 'stored' }
  | { kind: 'unchanged' }
  | { kind: 'queued' }
  | { kind: 'staged'; activity: UpsunActivity }
  /** The pull request was closed while its environment was deployed. */
  | { kind: 'closed'; reason: string }
  | { kind: 'cancelled'; activity: UpsunActivity; reason: string }
  /** Without an activity where none was begun. */
  | { kind: 'failed'; activity?: UpsunActivity; reason: string }
  /** What the plan was made from is no longer so. */
  | { kind: 'outdated'; reason: string };
