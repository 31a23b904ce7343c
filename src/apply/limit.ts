import { PipeError } from '../errors.ts';
import type { Action } from '../plan/actions.ts';
import { isLive } from '../plan/live.ts';
import { environmentLimitIn } from '../text/environment-limit.ts';
import type { UpsunActivity } from '../upsun/upsun.ts';
import type { ApplyContext } from './context.ts';
import { type DeploymentOutcome, failedCommand } from './outcome.ts';
import { editWhatDiffers } from './settle.ts';

type NoRoom = Extract<DeploymentOutcome, { kind: 'no-room' }>;

/** Whether a step is to make an environment active, beside production, which always has its place. */
export function makesActive(action: Action): boolean {
  switch (action.kind) {
    case 'create':
    case 'push':
      return action.desired.active && action.desired.parent !== undefined;
    case 'activate':
    case 'resume':
    case 'follow':
      return true;
    default:
      return false;
  }
}

/** Whether Upsun refused a step at once because the project has no room, by its API or by git. */
export async function refusedForRoom(
  action: Action,
  error: unknown,
  context: ApplyContext,
): Promise<NoRoom | undefined> {
  if (!(error instanceof PipeError) || error.refusal === undefined) return undefined;
  return noRoom(action, error.refusal, context);
}

/** Whether a deployment failed because the project has no room: its log says so, and nothing else went wrong. */
export async function failedForRoom(
  action: Action,
  outcome: DeploymentOutcome,
  context: ApplyContext,
): Promise<NoRoom | undefined> {
  if (outcome.kind !== 'failed' || outcome.activity?.result !== 'failure') return undefined;
  const { activity } = outcome;
  if (activity.failureReason === 'shell' || failedCommand(activity)) return undefined;
  const told = await noRoom(action, endOf(await logOf(activity, context)), context);
  if (!told) return undefined;
  // What was created is ours, however far its deployment came: nobody else would ever delete it.
  if (action.kind === 'create') await editWhatDiffers(action.desired, context);
  return { ...told, activity };
}

/** What is live was not refused its place, whatever a text says. */
async function noRoom(action: Action, text: string, { upsun }: ApplyContext): Promise<NoRoom | undefined> {
  if (!environmentLimitIn(text)) return undefined;
  const environment = await upsun.environment(action.id);
  if (environment && (environment.isMain || isLive(environment))) return undefined;
  // Anybody can give a pull request a title that says so.
  const titles = [environment?.title, 'desired' in action ? action.desired.title : undefined];
  const said = environmentLimitIn(titles.reduce<string>((rest, title) => without(rest, title), text));
  return said === undefined ? undefined : { kind: 'no-room', said };
}

function without(text: string, title: string | undefined): string {
  return title ? text.replaceAll(title, '') : text;
}

/** Milliseconds that reading the log of what is over may take. */
const longestReading = 30_000;

/** Characters at the end of a log among which its last lines are. */
const longestEnd = 64 * 1024;

/** What tells of its end in the log of an activity that is over, whatever was shown of it. */
async function logOf(activity: UpsunActivity, { upsun, clock, signal }: ApplyContext): Promise<string> {
  const reading = new AbortController();
  const ending = AbortSignal.any([signal, reading.signal]);
  let text = '';
  const read = async () => {
    for await (const message of upsun.log(activity, ending)) {
      text += message.endsWith('\n') ? message : `${message}\n`;
      if (text.length > 2 * longestEnd) text = shortened(text);
    }
  };
  try {
    await Promise.race([read(), clock.sleep(longestReading, ending)]);
  } catch (error) {
    // What could be read of it is all that there is to go by.
    if (signal.aborted || !(error instanceof PipeError)) throw error;
  } finally {
    reading.abort();
  }
  return text;
}

/** Whole lines at the end of a log, below what shows that something else failed. */
function shortened(log: string): string {
  const end = log.slice(-longestEnd);
  return `${failedOtherwise.exec(log)?.[0] ?? ''}${end.slice(end.indexOf('\n'))}`;
}

/** https://github.com/upsun/cli (legacy, config-defaults.yaml: detection.push_deploy_error_messages), read 2026-11-29 */
const failedOtherwise =
  /Error building project|Unable to build application|Unknown error building|Unable to find stack|Cannot build application|Invalid deployment|rolling deployment/i;

/**
 * What a log says at its end, in Upsun's own words; nothing where a build failed. Whatever a build or a hook prints stands
 * deeper, and anybody who may push can print anything.
 */
function endOf(log: string): string {
  if (failedOtherwise.test(log)) return '';
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(-10)
    .filter((line) => !/^ {4}|^\t|Processing activity/.test(line))
    .join('\n');
}
