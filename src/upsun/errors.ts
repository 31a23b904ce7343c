import { PipeError } from '../errors.ts';
import { hasStatus, HttpError } from '../http/errors.ts';
import { unavailable } from '../http/unexpected.ts';

/** Statuses of an answer to a request that was understood and is not granted. */
const refusing = [400, 402, 403, 409, 422];

/** Turns a refusal of Upsun's API into a sentence that names what was asked for; other errors pass unchanged. */
export function explainRefusal(error: unknown, asked: string, project: string): unknown {
  if (!(error instanceof HttpError)) return error;
  if (/suspend/i.test(error.said)) return suspended(project, error);
  const refused = { cause: error, ...(hasStatus(error, ...refusing) ? { refusal: error.said } : {}) };
  if (error.status === 403) {
    return new PipeError('configuration', `UPSUN_CLI_TOKEN may not ${asked}: ${error.said}`, {
      ...refused,
      remedy: `Give the machine user the admin role on the environment types it deploys (Upsun console, project ${project} > Access), then run the step again.`,
    });
  }
  const isBusy = hasStatus(error, 409, 423);
  return (
    unavailable(error) ??
    new PipeError('failure', `Upsun refused to ${asked}: ${error.said}`, {
      ...refused,
      remedy: isBusy
        ? 'If another activity is running there, re-run the step when it is over.'
        : 'Fix the cause, then re-run the step.',
    })
  );
}

export function suspended(project: string, cause?: unknown): PipeError {
  return new PipeError(
    'configuration',
    `Project ${project} is suspended on Upsun, which refuses every change.`,
    {
      cause,
      remedy:
        "Ask the owner of the organization to settle the subscription in the console's billing section.",
    },
  );
}

export function unknownProject(project: string, cause: unknown): PipeError {
  return new PipeError(
    'configuration',
    `Upsun knows no project ${project}, or UPSUN_CLI_TOKEN has no access to it.`,
    {
      cause,
      remedy: 'Compare PROJECT_ID with the console, and add the machine user to the project (Access).',
    },
  );
}

export function notAllowed(operation: string, id: string, status: string): PipeError {
  return new PipeError(
    'failure',
    `Upsun does not offer to ${operation} environment ${id}, which is ${status}.`,
    {
      remedy:
        'Either its state forbids it for the moment, or the machine user lacks the admin role on its environment type. Look at the environment in the console.',
    },
  );
}
