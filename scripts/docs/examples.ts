import { parse } from 'yaml';
import * as z from 'zod';
import { parseSettings } from '../../src/settings/parse.ts';
import { settingList } from '../../src/settings/table.ts';
import { name as pipeName } from './identity.ts';

const text = z.union([z.string(), z.array(z.string())]);
const pipeItem = z.object({ pipe: z.string(), variables: z.record(z.string(), text).default({}) });

/** A sentence for everything in the README's YAML that Bitbucket or the pipe itself would refuse. */
export function checkExamples(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, block = '']) => block);
  return blocks.flatMap((block) => {
    const items = pipeItems(parse(block, { merge: true })).filter(({ pipe }) => String(pipe).startsWith(`${pipeName}:`));
    return items.flatMap(checkItem);
  });
}

/** Every object below `node` that names a pipe. */
function pipeItems(node: unknown): Record<string, unknown>[] {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap(pipeItems);
  return 'pipe' in node ? [{ ...node }, ...below] : below;
}

function checkItem(item: Record<string, unknown>): string[] {
  const parsed = pipeItem.safeParse(item);
  if (!parsed.success) return [`an example is not what Pipelines takes: ${z.prettifyError(parsed.error)}`];
  const { variables } = parsed.data;
  // The repository variables that pipe.yml takes over.
  const environment: Record<string, string> = { UPSUN_CLI_TOKEN: 'token', PROJECT_ID: 'project' };
  for (const [name, value] of Object.entries(variables)) {
    const written = [value].flat().join(',');
    if (!isReference(name, written)) environment[name] = written;
  }
  const unknown = Object.keys(variables).filter((name) => !settingList.some(([known]) => known === name));
  try {
    parseSettings(environment);
    return unknown.map((name) => `an example uses ${name}, which is no setting of this version`);
  } catch (error) {
    return [`an example is refused by the pipe: ${String(error)}`];
  }
}

/** Whether it is a variable of Pipelines, in place of which stands something that the setting takes. */
function isReference(name: string, value: string): boolean {
  const definition = settingList.find(([known]) => known === name)?.[1];
  return /^\$\w+$/.test(value) && definition?.kind.schema.safeParse(value).success === false;
}
