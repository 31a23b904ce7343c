import type { ReportPorts, Retraction } from './channels/channel.ts';
import { openChannels } from './channels/index.ts';
import type { DeploymentReport } from './deployment.ts';
import type { Place } from './place.ts';

/** Tells every channel about one environment. None of the methods throws. */
export interface Reporter {
  /** Says that a deployment is running, with the page that shows it. Returns before that is written. */
  begin: (description: string, page: string) => void;
  /** Says how the deployment ended. With `hurry`, takes less than two seconds and tells only the quick channels. */
  end: (report: DeploymentReport, hurry?: boolean) => Promise<void>;
  /** Takes back what was said before. */
  retract: (retraction: Retraction) => Promise<void>;
}

/** Opens every channel that is used for an environment. */
export function openReporter(place: Place, ports: ReportPorts): Reporter {
  const channels = openChannels(place, ports);
  // The build status decides whether a pull request can be merged, so it does not wait for the other reports.
  const quick = channels.filter((channel) => channel.quick);
  const others = channels.filter((channel) => !channel.quick);
  return {
    begin(description, page) {
      for (const channel of channels) channel.begin?.(description, page);
    },
    async end(report, hurry = false) {
      await Promise.all(quick.map(async (channel) => channel.end?.(report, hurry)));
      if (!hurry) await Promise.all(others.map(async (channel) => channel.end?.(report, hurry)));
    },
    async retract(retraction) {
      // The build status goes last: a run that was killed in between has left one that shows the next run what is to do.
      await Promise.all(others.map(async (channel) => channel.retract?.(retraction)));
      await Promise.all(quick.map(async (channel) => channel.retract?.(retraction)));
    },
  };
}
