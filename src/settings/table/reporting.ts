import { inGroup } from '../definition.ts';
import { variablePrefix } from '../kinds.ts';

const { flag, optional, text } = inGroup('reporting');

/** Where a run tells what it did. */
export const reportingSettings = {
  BUILD_STATUS: flag(true, 'Report as a build status on the source commit'),
  CODE_INSIGHTS: flag(true, 'Report as a Code Insights report'),
  PULL_REQUEST_COMMENT: flag(false, 'Report as a comment on the pull request, one per project'),
  OUTPUT_FILE: text('A dotenv file to write the outputs to'),
  OUTPUT_PREFIX: optional(
    variablePrefix,
    "Comes before each output's name, so that several projects in one step keep theirs apart: `SHOP_` makes `SHOP_ENVIRONMENT_URL`",
  ),
  REPORT_FILE: text(
    'A JSON file to write to what was planned and done: each step with its reason, result and times, URLs, deletions, and the exit code',
  ),
  DEBUG: flag(false, 'Log each request, and the stack of an error'),
} as const;
