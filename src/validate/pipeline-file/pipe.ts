import type { Settings } from '../../settings/parse.ts';
import { settingsTable } from '../../settings/table.ts';
import { entriesOf, textOf, type Tree, under } from '../yaml/tree.ts';
import { isOurs } from './reference.ts';

/** An item of a script that runs this pipe. */
export interface Pipe {
  line: number;
  /** `workspace/repository:version` or `docker://image:tag`. */
  reference: string;
  variables: ReadonlyMap<string, Tree>;
}

/** The item of a script as this pipe, if it is that. */
export function pipeOf(item: Tree): Pipe[] {
  const reference = textOf(under(item, 'pipe'));
  if (reference === undefined || !isOurs(reference)) return [];
  return [{ line: item.line, reference, variables: new Map(entriesOf(under(item, 'variables'))) }];
}

/** Everything in a file that names this pipe, used by a pipeline or not. */
export function pipesIn(trees: readonly Tree[]): Pipe[] {
  return trees.flatMap((tree) => (tree.kind === 'map' && tree.entries.has('pipe') ? pipeOf(tree) : []));
}

/** Whether a text refers to a variable, so that nobody knows its value before the run. */
export function refersToVariable(text: string): boolean {
  return /\$(\{\w+|[A-Za-z_])/.test(text);
}

/** Whether the pipe runs one of these commands there. One from a variable, or one that does not exist, may be any. */
export function runs({ variables }: Pipe, ...commands: readonly Settings['command'][]): boolean {
  const command = textOf(variables.get('COMMAND'))?.trim() || settingsTable.COMMAND.default;
  return !isCommand(command) || commands.some((one) => one === command);
}

/** Whether what it runs is known before the run. */
export function isCertain({ variables }: Pipe): boolean {
  const command = textOf(variables.get('COMMAND'))?.trim();
  return !command || isCommand(command);
}

function isCommand(text: string): boolean {
  return settingsTable.COMMAND.kind.schema.safeParse(text).success;
}

/** Whether the pipe brings environments in line there, and does more than to clean up or to look. */
export function deploys(pipe: Pipe): boolean {
  return runs(pipe, 'deploy', 'reconcile');
}
