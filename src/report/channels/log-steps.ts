/** What one build or hook wrote into an activity's log. */
export interface LogStep {
  app: string;
  /** build, deploy or post_deploy, in whichever spelling the log has. */
  type: string;
  lines: string[];
}

/** A step with its heading, or what stands between two of them. */
export interface LogSection {
  step: Omit<LogStep, 'lines'> | undefined;
  lines: string[];
}

/**
 * Tells the builds and hooks of a log apart by the headings that Upsun gives them. The log is made for people: what it
 * does not show in this way is in none of them.
 */
export function stepsOf(log: string): LogStep[] {
  return sectionsOf(log).flatMap(({ step, lines }) => (step ? [{ ...step, lines: lines.slice(1) }] : []));
}

/** All lines of a log, by the step that they are part of. */
export function sectionsOf(log: string): LogSection[] {
  let open: LogSection = { step: undefined, lines: [] };
  const sections = [open];
  for (const line of log.split('\n')) {
    const step = beginning(line);
    if (step || (open.step && ends(open.step, line))) {
      open = { step, lines: [] };
      sections.push(open);
    }
    open.lines.push(line);
  }
  return sections.filter(({ lines }) => lines.length > 0);
}

/** The step of this application and kind that was the last to run. */
export function findStep(steps: readonly LogStep[], app: string, type: string): LogStep | undefined {
  return steps.findLast((step) => step.app === app && spelled(step.type) === spelled(type));
}

function spelled(type: string): string {
  return type.replaceAll(/[-_]/g, '').toLowerCase();
}

function beginning(line: string): LogSection['step'] {
  const build = /^Building application '([^']+)'/.exec(line);
  if (build?.[1]) return { app: build[1], type: 'build' };
  const hook = /^ {2}Executing (\S+) hook for application (\S+)/.exec(line);
  if (hook?.[1] && hook[2]) return { app: hook[2], type: hook[1] };
  return undefined;
}

/** What a hook writes is indented deeper than the deployment's own lines; of a build, those are lines as well. */
function ends({ type }: Pick<LogStep, 'type'>, line: string): boolean {
  return type === 'build' ? /^(Provisioning |\w+ environment )/.test(line) : /^ {2}\S/.test(line);
}
