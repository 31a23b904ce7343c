import type { FailedCommand, Route } from '../upsun/upsun.ts';
import { inWords } from '../text/duration.ts';

/**
 * What a reader wants to know of one environment's run. Reports, comments and outputs are made of it, so whoever makes
 * one masks the secrets in its texts first.
 */
export interface DeploymentReport {
  project: string;
  environment: string;
  state: 'successful' | 'failed' | 'stopped';
  /** One line, which names the environment. */
  description: string;
  /** The page to look at next: the site where it is live, else whatever tells why not. */
  link: string;
  /** The source branch. */
  branch: string;
  /** Its tip, which the reports stand beside. */
  sourceCommit: string;
  /** What is deployed: the tip, or the result of merging it. */
  commit: string;
  pullRequest: number | undefined;
  /** Primary route of the environment's current deployment. */
  url: string | undefined;
  /** Those of the current deployment, the one to show first in front. */
  routes: readonly Route[];
  /** As Upsun says it: active, inactive, paused. */
  status: string | undefined;
  /** Milliseconds. */
  duration: number;
  /** Milliseconds that the deployment waited for its turn. */
  queued: number | undefined;
  parent: string | undefined;
  data: CopiedData | undefined;
  /** Pages of the console. */
  environmentPage: string;
  logPage: string | undefined;
  /** Builds and hooks that failed, also those that left the environment live. */
  failedCommands: readonly FailedCommand[];
  /** The end of the activity's log, as Upsun wrote it. */
  log: string;
}

/** Milliseconds in the queue that are worth a word. */
export const noticeable = 5000;

/** Where the data of an environment was copied from. */
export interface CopiedData {
  environment: string;
  /** Milliseconds since then. */
  age: number | undefined;
}

/** Where the data of an environment comes from, in words. */
export function copied({ environment, age }: CopiedData): string {
  return `copied from ${environment}${age === undefined ? '' : `, ${inWords(age)} ago`}`;
}
