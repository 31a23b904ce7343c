/** What one build or hook wrote into an activity's log. */
export interface LogStep {
  app: string;
  /** build, deploy or post_deploy, in whichever spelling the log has. */
  type: string;
  lines: string[];
}

/**
 * Tells the builds and hooks of a log apart by the headings that Upsun gives them. The log is made for people: what it
 * does not show in this way is in none of them.
 */
export function stepsOf(log: string): LogStep[] {
  const steps: LogStep[] = [];
  let open: LogStep | undefined;
  for (const line of log.split('\n')) {
    const begun = beginning(line);
    if (begun) {
      open = begun;
      steps.push(begun);
    } else if (open && ends(open, line)) open = undefined;
    else open?.lines.push(line);
  }
  return steps;
}

/** The step of this application and kind that was the last to run. */
export function findStep(steps: readonly LogStep[], app: string, type: string): LogStep | undefined {
  return steps.findLast((step) => step.app === app && spelled(step.type) === spelled(type));
}

function spelled(type: string): string {
  return type.replaceAll(/[-_]/g, '').toLowerCase();
}

function beginning(line: string): LogStep | undefined {
  const build = /^Building application '([^']+)'/.exec(line);
  if (build?.[1]) return { app: build[1], type: 'build', lines: [] };
  const hook = /^ {2}Executing (\S+) hook for application (\S+)/.exec(line);
  if (hook?.[1] && hook[2]) return { app: hook[2], type: hook[1], lines: [] };
  return undefined;
}

/** What a hook writes is indented deeper than the deployment's own lines; of a build, those are lines as well. */
function ends({ type }: LogStep, line: string): boolean {
  return type === 'build' ? /^(Provisioning |\w+ environment )/.test(line) : /^ {2}\S/.test(line);
}
