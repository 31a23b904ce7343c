import { inGroup } from '../definition.ts';
import { positiveInteger } from '../kinds.ts';

const { optional, text } = inGroup('target');

/** What a run looks at. */
export const targetSettings = {
  REPOSITORY: text('`workspace/slug`, or `PROJECT/slug` on Data Center', {
    defaultText: "the pipeline's repository",
  }),
  BRANCH: text('Branch to deploy', { defaultText: "the pipeline's branch" }),
  TAG: text('Tag to deploy, if `RELEASE_TAGS` matches it', { defaultText: "the pipeline's tag" }),
  COMMIT: text('Commit to deploy', { defaultText: "the pipeline's commit" }),
  PULL_REQUEST_ID: optional(positiveInteger, 'Pull request to deploy', {
    defaultText: "the pipeline's pull request",
  }),
  PULL_REQUEST_TARGET: text('Target branch of that pull request', {
    defaultText: "the pull request's",
  }),
  SOURCE_DIR: text('The clone', {
    defaultText: 'the clone of the pipeline, else the working directory',
  }),
} as const;
