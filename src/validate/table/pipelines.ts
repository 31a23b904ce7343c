import type { CheckDefinition } from './definition.ts';

/** What bitbucket-pipelines.yml says. */
export const pipelineChecks = {
  'bitbucket-pipelines.yml': {
    group: 'pipelines',
    looksAt: 'whether the file is there and can be read, and which of its steps run the pipe',
    cross: 'there is no file, it is not valid YAML 1.1, or no pipeline has a step with the pipe',
    dash: 'the pipe may be in a pipeline that is imported, or the run is not in Pipelines',
    remedy: 'Add the pipe to the script of a step; quote patterns that begin with a star or a brace',
  },
  Structure: {
    group: 'pipelines',
    looksAt: 'whether Bitbucket would take the file',
    cross:
      'it would refuse the file, and run nothing of it: a command with `: ` in it that YAML takes for a mapping, a step without a script, a parallel group in a stage, a `pipe:` outside of a script…',
    dash: 'a section has a name that Bitbucket does not know, so nothing starts it',
    remedy: 'Write it as the line says',
  },
  YAML: {
    group: 'pipelines',
    looksAt: 'keys that stand in one mapping twice',
    dash: 'only one of the two counts',
    remedy: 'Keep one of them',
  },
  Pushes: {
    group: 'pipelines',
    looksAt: 'whether pushes to branches run the pipe, once each',
    cross: 'the pipe is in the default pipeline alone, and a pattern takes every branch before it',
    dash: 'no push runs it, or only later, by hand, or in a pipeline that is imported; or twice',
    remedy: 'Add a pipeline under `branches`, or set `FETCH_BRANCHES` to `false` if that is meant',
  },
  'Pull requests': {
    group: 'pipelines',
    looksAt: 'whether pull requests run the pipe, once each',
    dash: 'none runs it, or only when it is opened, later, by hand, or in a pipeline that is imported; or twice',
    remedy: 'Add a pipeline under `pull-requests`, or set `BUILD_PULL_REQUESTS` to `false` if that is meant',
  },
  Production: {
    group: 'pipelines',
    looksAt:
      'whether a push to the main branch runs the pipe: an exact name goes before a pattern, a more specific pattern before another, and any pattern before `default`',
    cross:
      'another pipeline takes the main branch from the one with the pipe; or `RELEASE_TAGS` is set, and no pipeline for tags runs it',
    dash: 'no pipeline with the pipe is for the main branch, or somebody must start it by hand',
    remedy: 'Add the step with the pipe to the pipeline that the line names',
  },
  Triggers: {
    group: 'pipelines',
    looksAt: 'what `triggers` start',
    cross: 'one starts a pipeline that is not under `custom`',
    dash: 'one waits for an event that Bitbucket does not name',
    remedy: 'Name a custom pipeline, and an event of the list',
  },
  'Manual steps': {
    group: 'pipelines',
    looksAt: 'what somebody must start by hand before the pipe runs',
    dash: 'a manual step, stage or parallel group comes before the pipe, or is that of the pipe',
    remedy: 'Move the pipe before it, or take `trigger: manual` away',
  },
  Conditions: {
    group: 'pipelines',
    looksAt: 'conditions of the step and its stage',
    dash: 'where the condition does not hold, no environment is made or updated',
    remedy: 'Take the condition away if every commit should be deployed',
  },
  Runners: {
    group: 'pipelines',
    looksAt: 'where the steps with the pipe run',
    cross: 'on a Linux shell, Windows or macOS runner, where pipes do not run',
    remedy: 'Name a Linux Docker runner, or none',
  },
  Clone: {
    group: 'pipelines',
    looksAt: 'the clone of the steps that deploy',
    cross: 'there is none',
    dash: 'it is shallow, so the pipe fetches the rest; or the step fetches files of Git LFS or submodules, which a push does not bring to Upsun',
    remedy: '`clone: { depth: full }`',
  },
  'Time limit': {
    group: 'pipelines',
    looksAt: 'whether the step may take as long as `DEPLOY_TIMEOUT`',
    dash: 'Pipelines stops it before',
    remedy: 'Raise `max-time`, or lower `DEPLOY_TIMEOUT`',
  },
  Script: {
    group: 'pipelines',
    looksAt: 'where in the step the pipe stands',
    dash: 'in `after-script`, where its result does not count',
    remedy: 'Move it to the script',
  },
  'Clean-up': {
    group: 'pipelines',
    looksAt: 'what cleans up when a pull request is closed, or a branch deleted',
    dash: 'nothing does before the next deployment, or nothing that a closed pull request starts',
    remedy: "Add a custom pipeline with `COMMAND: 'cleanup'`, a schedule, and triggers",
  },
  Version: {
    group: 'pipelines',
    looksAt: 'the version of the pipe',
    dash: 'it may be another one tomorrow',
    remedy: 'Name a whole version',
  },
  Variables: {
    group: 'pipelines',
    looksAt: 'the variables of the pipe: their names, their values, and which are required',
    cross: 'a name is misspelt, a value is not what the setting takes, or a required one is missing',
    dash: 'a name is none of a setting',
    remedy: 'Correct it by [the tables of settings](settings.md)',
  },
  Secrets: {
    group: 'pipelines',
    looksAt: 'whether the file holds a secret of the pipe, also as `${NAME:-default}` or in a command',
    cross: 'it does',
    remedy: 'Revoke it, and store a new one as a secured repository variable',
  },
} as const satisfies Record<string, CheckDefinition>;
