import type { DeploymentReport } from '../deployment.ts';
import type { Place } from '../place.ts';
import type { Channel, ReportPorts } from './channel.ts';
import { writeOutputs } from './output-files.ts';

export type Outputs = Readonly<
  Record<
    'ENVIRONMENT_ID' | 'ENVIRONMENT_URL' | 'ENVIRONMENT_STATUS' | 'ENVIRONMENT_COMMIT' | 'ENVIRONMENT_ROUTES',
    string
  >
>;

/** Variables for later steps. */
export function openOutputs(
  _place: Place,
  { outputs, log }: Pick<ReportPorts, 'outputs' | 'log'>,
): Channel | undefined {
  if (!outputs) return undefined;
  return {
    async end(report) {
      // Without a status the environment was not read back, and nothing is known of it.
      if (report.status === undefined) return;
      for (const warning of await writeOutputs(outputs, outputsOf(report))) log.warning(warning);
    },
  };
}

/** What later steps may want to know. A value that is unknown is empty, so that none stays from a run before. */
export function outputsOf(report: DeploymentReport): Outputs {
  const routes = report.routes.map(({ url, primary, type }) => ({ url, primary, type }));
  return {
    ENVIRONMENT_ID: report.environment,
    ENVIRONMENT_URL: report.url ?? '',
    ENVIRONMENT_STATUS: report.status ?? '',
    ENVIRONMENT_COMMIT: report.commit ?? '',
    // Without single quotes in it, JSON has a form that all readers of dotenv files understand.
    ENVIRONMENT_ROUTES: JSON.stringify(routes).replaceAll("'", String.raw`\u0027`),
  };
}
