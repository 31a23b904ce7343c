import * as z from 'zod';
import { reportDocument } from '../../src/report/report-document.ts';

/** The schema of the file that REPORT_FILE names. */
export function reportSchema(): string {
  const schema = z.toJSONSchema(reportDocument, {
    // A reader must not refuse the fields that later versions add.
    override: ({ jsonSchema }) => void delete jsonSchema.additionalProperties,
  });
  return `${JSON.stringify({ ...schema, title: 'What a run of upsun-environments planned and did' }, null, 2)}\n`;
}
