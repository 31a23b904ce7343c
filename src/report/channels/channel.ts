import type { Bitbucket } from '../../bitbucket/bitbucket.ts';
import type { ReportWriter } from '../../bitbucket/reports.ts';
import type { Clock } from '../../clock.ts';
import type { Journal } from '../../journal.ts';
import type { Log } from '../../log.ts';
import type { Settings } from '../../settings/parse.ts';
import type { Hosts } from '../../upsun/vendors.ts';
import type { DeploymentReport } from '../deployment.ts';
import type { Place } from '../place.ts';
import type { WriteOutputs } from './output-files.ts';

/**
 * One way of telling people and later steps about an environment. None of the methods throws: a report that cannot be
 * written is a warning, and never fails a deployment.
 */
export interface Channel {
  /** Takes less than two seconds where the run is in a hurry, and then is the only kind of channel that is used. */
  quick?: boolean;
  /** Says that a deployment is running, with the page that shows it. Returns before that is written. */
  begin?: ((description: string, page: string) => void) | undefined;
  /** Says how the deployment ended. */
  end?: ((report: DeploymentReport, hurry: boolean) => Promise<void>) | undefined;
  /** Takes back what was said before. */
  retract?: ((retraction: Retraction) => Promise<void>) | undefined;
}

/** Why something that was said of an environment no longer holds. */
export interface Retraction {
  /** The commit was overtaken by a newer one or left out, or the environment no longer answers. */
  kind: 'superseded' | 'left-out' | 'deactivated' | 'deleted';
  description: string;
  page: string;
}

/** What the channels need. Each takes the few that it uses. */
export interface ReportPorts {
  settings: Pick<Settings, 'wait' | 'buildStatus' | 'codeInsights' | 'pullRequestComment'>;
  /** `undefined` without credentials. */
  bitbucket: Bitbucket | undefined;
  /** `undefined` where nobody takes Code Insights reports. */
  insights: ReportWriter | undefined;
  /** `undefined` where the command has none. */
  outputs: WriteOutputs | undefined;
  hosts: Pick<Hosts, 'console'>;
  log: Log;
  clock: Clock;
  journal: Pick<Journal, 'environments'>;
}

/** Opens a channel; `undefined` where it is switched off, or where nobody takes what it would say. */
export type OpenChannel = (place: Place, ports: ReportPorts) => Channel | undefined;
