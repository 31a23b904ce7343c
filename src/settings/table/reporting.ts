import { inGroup } from '../definition.ts';

const { flag, text } = inGroup('reporting');

/** Where a run tells what it did. */
export const reportingSettings = {
  BUILD_STATUS: flag(true, 'Report as a build status on the source commit'),
  CODE_INSIGHTS: flag(true, 'Report as a Code Insights report'),
  PULL_REQUEST_COMMENT: flag(false, 'Report as a comment on the pull request, one per project'),
  OUTPUT_FILE: text('A dotenv file to write the outputs to'),
  DEBUG: flag(false, 'Log each request, and the stack of an error'),
} as const;
