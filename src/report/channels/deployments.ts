import type { Bitbucket, Deployment } from '../../bitbucket/bitbucket.ts';
import type { DeploymentReport } from '../deployment.ts';
import { reportName } from '../name.ts';
import type { Place } from '../place.ts';
import type { Channel, ReportPorts } from './channel.ts';
import { writeWithPatience } from './patience.ts';
import { reportId } from './report-id.ts';
import { states } from './states.ts';

interface DeploymentPorts extends Pick<ReportPorts, 'log' | 'clock'> {
  settings: Pick<ReportPorts['settings'], 'wait'>;
  bitbucket: Pick<Bitbucket, 'setDeployment'> | undefined;
}

/** The list of deployments that Data Center keeps of each commit. */
export function openDeployments(
  { commit }: Place,
  { settings, bitbucket, log, clock }: DeploymentPorts,
): Channel | undefined {
  const setDeployment = bitbucket?.setDeployment;
  if (!settings.wait || !setDeployment || !commit) return undefined;
  const started = clock.now();
  return {
    async end(report) {
      // A run that found everything in place is no further deployment.
      if (!report.deployed) return;
      await writeWithPatience('The deployment', { log, clock }, (signal) =>
        setDeployment(commit, deploymentOf(report, started), signal),
      );
    },
  };
}

/** Bitbucket orders the deployments of an environment by their numbers; seconds rise from one to the next. */
function deploymentOf(report: DeploymentReport, started: number): Deployment {
  const { project, environment, state, description, parent, url, link } = report;
  const name = reportName(report);
  return {
    key: `upsun-${project}`,
    sequence: Math.floor(started / 1000),
    name,
    description,
    state: states[state],
    url: report.logPage ?? link,
    otherUrls: [report.environmentPage, report.projectPage],
    environment: {
      key: reportId(project, environment),
      name,
      type: parent === undefined ? 'PRODUCTION' : 'DEVELOPMENT',
      url,
    },
  };
}
