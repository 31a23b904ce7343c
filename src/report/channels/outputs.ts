import type { DeploymentReport, Result } from '../deployment.ts';
import type { Place } from '../place.ts';
import type { Channel, ReportPorts } from './channel.ts';

type Outputs = Readonly<
  Record<
    | 'ENVIRONMENT_RESULT'
    | 'ENVIRONMENT_ID'
    | 'ENVIRONMENT_URL'
    | 'ENVIRONMENT_STATUS'
    | 'ENVIRONMENT_COMMIT'
    | 'ENVIRONMENT_ROUTES',
    string
  >
>;

/** Variables for later steps. */
export function openOutputs(_place: Place, { outputs }: Pick<ReportPorts, 'outputs'>): Channel | undefined {
  return outputs && { end: (report) => outputs(outputsOf(report)) };
}

/** What later steps may want to know of an environment that was looked at, or is on its way. */
export function outputsOf(report: DeploymentReport): Outputs {
  const { result, environment } = report;
  const outputs = outputsWithout(result, environment);
  if (result === 'failed' || result === 'skipped') return outputs;
  const routes = report.routes.map(({ url, primary, type }) => ({ url, primary, type }));
  return {
    ...outputs,
    ENVIRONMENT_URL: report.url ?? '',
    ENVIRONMENT_STATUS: report.status ?? '',
    ENVIRONMENT_COMMIT: report.commit ?? '',
    // Without single quotes in it, JSON has a form that all readers of dotenv files understand.
    ENVIRONMENT_ROUTES: JSON.stringify(routes).replaceAll("'", String.raw`\u0027`),
  };
}

/**
 * The outputs of a run that has nothing to tell of an environment. All others are empty, so that no address of an earlier
 * run is taken for this one's.
 */
export function outputsWithout(result: Result, environment = ''): Outputs {
  return {
    ENVIRONMENT_RESULT: result,
    ENVIRONMENT_ID: environment,
    ENVIRONMENT_URL: '',
    ENVIRONMENT_STATUS: '',
    ENVIRONMENT_COMMIT: '',
    ENVIRONMENT_ROUTES: '[]',
  };
}
