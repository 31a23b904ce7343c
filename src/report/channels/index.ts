import type { Place } from '../place.ts';
import { openBuildStatus } from './build-status.ts';
import type { Channel, OpenChannel, ReportPorts } from './channel.ts';
import { openComment } from './comment.ts';
import { openDeployments } from './deployments.ts';
import { openInsights } from './insights.ts';
import { openOutputs } from './outputs.ts';
import { openReportFile } from './report-file.ts';

/** Every channel that there is. A new one is a file beside this one, and a line here. */
const all: readonly OpenChannel[] = [
  openBuildStatus,
  openInsights,
  openDeployments,
  openComment,
  openOutputs,
  openReportFile,
];

/** The channels that are used for this environment. */
export function openChannels(place: Place, ports: ReportPorts): Channel[] {
  return all.map((open) => open(place, ports)).filter((channel) => channel !== undefined);
}
