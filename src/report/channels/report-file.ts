import type { Place } from '../place.ts';
import type { Channel, ReportPorts } from './channel.ts';

/** What REPORT_FILE tells of an environment. It is written at the end of the run. */
export function openReportFile(_place: Place, { journal }: Pick<ReportPorts, 'journal'>): Channel {
  return {
    quick: true,
    async end(report) {
      journal.environments.push(report);
    },
  };
}
