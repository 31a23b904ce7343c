/** The form of the file that REPORT_FILE names. `docs/report.schema.json` is made from it. */
import * as z from 'zod';

const time = z.iso.datetime().describe('UTC');
const milliseconds = z.int().min(0).describe('Milliseconds');

const plannedStep = {
  environment: z.string(),
  action: z.string().describe('Such as create, push, edit, delete, deactivate, keep or skip'),
  code: z.string().describe('Why, for programs: such as up-to-date or new-commit'),
  reason: z.string().describe('Why, for people'),
};

const takenStep = z.strictObject({
  ...plannedStep,
  result: z
    .enum(['done', 'kept', 'started', 'outdated', 'failed'])
    .describe(
      'kept: it turned out that the step must not be taken. started: Upsun completes it later. outdated: a new plan took its place',
    ),
  detail: z.string().nullable().describe('Why it ended like this'),
  startedAt: time,
  endedAt: time,
});

const reportedEnvironment = z.strictObject({
  environment: z.string(),
  result: z.enum(['deployed', 'unchanged', 'stored', 'skipped', 'superseded', 'queued', 'failed']),
  description: z.string(),
  branch: z.string().describe('The source branch'),
  pullRequest: z.int().nullable(),
  commit: z.string().nullable(),
  url: z.string().nullable().describe('The primary URL of what is live with this commit'),
  routes: z.array(z.strictObject({ url: z.string(), primary: z.boolean(), type: z.string() })),
  parent: z.string().nullable(),
  duration: milliseconds,
  queued: milliseconds.nullable().describe('Milliseconds that the deployment waited for its turn'),
  console: z.string().describe('The page of the environment'),
  log: z.string().nullable().describe("The page of the activity's log"),
});

export const reportDocument = z.strictObject({
  version: z.literal(1).describe('Of this format. A new field does not change it'),
  pipe: z.string().describe('The version of the pipe'),
  command: z.string(),
  dryRun: z.boolean(),
  result: z
    .enum(['running', 'done', 'failure', 'configuration', 'refusal', 'stopped'])
    .describe('running: the run is not over, or was killed'),
  exitCode: z.int().nullable(),
  startedAt: time,
  endedAt: time.nullable(),
  url: z.string().nullable().describe('The page of this run in the CI'),
  repository: z.string().nullable(),
  project: z.strictObject({ id: z.string(), title: z.string() }).nullable(),
  trigger: z
    .strictObject({
      kind: z.enum(['branch', 'pull-request', 'tag']),
      branch: z.string().nullable(),
      tag: z.string().nullable(),
      pullRequest: z.int().nullable(),
      commit: z.string().nullable(),
    })
    .nullable()
    .describe('What the run was for; null where it was for the whole repository'),
  plan: z.array(z.strictObject(plannedStep)).describe('Every row that the log shows'),
  steps: z.array(takenStep).describe('What was done, in the order in which it ended'),
  deletions: z.array(takenStep).describe('Those of the steps that delete an environment'),
  environments: z.array(reportedEnvironment),
  checks: z
    .array(
      z.strictObject({
        name: z.string(),
        result: z.enum(['ok', 'missing', 'conflict', 'note', 'skipped']),
        place: z
          .strictObject({ file: z.string(), line: z.int() })
          .nullable()
          .describe('Where in the repository it is written'),
        detail: z.string(),
        remedy: z.string().nullable(),
      }),
    )
    .describe('What validate looked at'),
  warnings: z.array(z.string()),
  errors: z.array(z.string()),
});
