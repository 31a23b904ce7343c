import * as z from 'zod';

/** Only what is read. Strict where a wrong guess could push to, delete or report the wrong environment. */
const links = z
  .record(z.string(), z.union([z.object({ href: z.string() }), z.array(z.unknown())]))
  .catch({})
  .transform((all) =>
    Object.fromEntries(
      Object.entries(all).flatMap(([name, link]) => ('href' in link ? [[name, link.href]] : [])),
    ),
  );

/** A moment, in milliseconds since 1970. */
const moment = z
  .string()
  .nullish()
  .catch(null)
  .transform((text) => {
    const milliseconds = Date.parse(text ?? '');
    return Number.isNaN(milliseconds) ? undefined : milliseconds;
  });

export const certificateAnswer = z.object({ certificate: z.string().min(1) });

export const userAnswer = z.object({ username: z.string(), email: z.string().nullish().catch(null) });

export const projectAnswer = z.object({
  id: z.string(),
  title: z.string().nullish().catch(null),
  default_branch: z.string().nullish(),
  repository: z.object({ url: z.string() }),
  subscription: z
    .object({
      suspended: z.boolean().nullish(),
      environments: z.number().int().nonnegative().nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

export const settingsAnswer = z.object({
  sizing_api_enabled: z.boolean().nullish().catch(null),
  concurrency_limits: z.record(z.string(), z.number().nullable()).nullish().catch(null),
});

export const integrationsAnswer = z.array(
  z.object({ id: z.string(), type: z.string(), repository: z.string().nullish().catch(null) }),
);

export const environmentAnswer = z.object({
  id: z.string(),
  title: z
    .string()
    .nullish()
    .transform((title) => title ?? ''),
  status: z.enum(['active', 'inactive', 'paused', 'dirty', 'deleting']),
  parent: z
    .string()
    .nullish()
    .transform((parent) => parent ?? null),
  // What has no type is none of those that may be deleted.
  type: z.string().catch('unknown'),
  is_main: z.boolean(),
  head_commit: z
    .string()
    .nullish()
    .transform((commit) => commit ?? null),
  has_deployment: z.boolean().nullish().catch(null),
  has_remote: z.boolean().nullish().catch(null),
  clone_parent_on_create: z.boolean().catch(true),
  attributes: z
    .record(z.string(), z.string())
    .nullish()
    .transform((attributes) => attributes ?? {}),
  http_access: z
    .object({
      is_enabled: z.boolean().catch(true),
      addresses: z.array(z.unknown()).catch([]),
      basic_auth: z.record(z.string(), z.string()).catch({}),
    })
    .catch({ is_enabled: true, addresses: [], basic_auth: {} }),
  deployment_state: z
    .object({
      last_deployment_at: moment,
      last_deployment_successful: z.boolean().nullish().catch(null),
      last_deployment_failure_reason: z.string().nullish().catch(null),
    })
    .nullish()
    .catch(null),
  created_at: moment,
  _links: links,
});

export const environmentsAnswer = z.array(environmentAnswer);

export const activityAnswer = z.object({
  id: z.string(),
  // What has no type is none of those that may be deleted.
  type: z.string().catch('unknown'),
  state: z.enum(['pending', 'in_progress', 'complete', 'cancelled', 'scheduled', 'staged']),
  result: z
    .enum(['success', 'failure'])
    .nullish()
    .transform((result) => result ?? null),
  failure_reason: z.string().nullish().catch(null),
  completion_percent: z.number().catch(0),
  commands: z
    .array(
      z.object({
        app: z.string().catch(''),
        type: z.string().catch('command'),
        exit_code: z.number().nullish(),
      }),
    )
    .nullish()
    .catch(null),
  parameters: z.object({ new_commit: z.string().nullish() }).nullish().catch(null),
  created_at: moment,
  updated_at: moment,
  completed_at: moment,
  _links: links,
});

export const activitiesAnswer = z.array(activityAnswer);

export const operationAnswer = z.object({
  _embedded: z
    .object({ activities: activitiesAnswer.catch([]) })
    .nullish()
    .catch(null),
});

export const variablesAnswer = z.array(
  z.object({
    name: z.string(),
    value: z.string().nullish().catch(null),
    is_sensitive: z.boolean().catch(false),
    inherited: z.boolean().catch(false),
    attributes: z.record(z.string(), z.string()).nullish().catch(null),
  }),
);

export const backupsAnswer = z.array(
  z.object({
    id: z.string(),
    status: z.string().catch('CREATED'),
    restorable: z.boolean().catch(true),
    commit_id: z.string().nullish().catch(null),
    created_at: moment,
    safe: z.boolean().catch(false),
    automated: z.boolean().catch(false),
  }),
);

export const deploymentAnswer = z.object({
  routes: z.record(z.string(), z.object({ type: z.string(), primary: z.boolean().nullish() })),
});

/** One line of an activity's log. */
export const logLine = z.object({
  data: z.object({ message: z.string() }).nullish(),
  seal: z.boolean().nullish(),
});
