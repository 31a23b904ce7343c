import assert from 'node:assert/strict';

type Variables = Record<string, string>;

/** What Jenkins makes of a Jenkinsfile, as far as it decides what runs in the container, and with which variables. */
export interface Jenkinsfile {
  image: string;
  /** Arguments of `docker run`. */
  args: string[];
  /** The branch that is built by a timer as well. */
  nightlyBranch: string;
  stages: Stage[];
}

export interface Stage {
  name: string;
  /** It runs only in builds that a timer started, or only in others. */
  timer: boolean | undefined;
  environment: Variables;
  /** What is handed to the shell. */
  script: string;
}

/** A line, or what stands before a pair of braces and the lines between them. */
interface Block {
  text: string;
  blocks: Block[];
}

/**
 * Reads a declarative pipeline that keeps to the few forms below, with all strings in single quotes. Throws where it
 * does not, because then nobody has checked what would run. The credentials are those that Jenkins keeps, by their ids.
 */
export function readJenkinsfile(text: string, credentials: Variables): Jenkinsfile {
  const pipeline = only(readBlocks(text), 'pipeline');
  const parts = ['agent', 'triggers', 'environment', 'stages'];
  assert.deepEqual(pipeline.blocks.map((block) => block.text).toSorted(), parts.toSorted());
  const docker = only(only(pipeline.blocks, 'agent').blocks, 'docker');
  const [image, args] = docker.blocks;
  const [trigger] = only(pipeline.blocks, 'triggers').blocks;
  const shared = readEnvironment(only(pipeline.blocks, 'environment'), credentials);
  return {
    image: capture(image, /^image '(\S+)'$/),
    args: capture(args, /^args '([^']+)'$/).split(' '),
    nightlyBranch: capture(trigger, /^cron\(env\.BRANCH_NAME == '([^']+)' \? 'H \d+ \* \* \*' : ''\)$/),
    stages: only(pipeline.blocks, 'stages').blocks.map((stage) => readStage(stage, shared, credentials)),
  };
}

function readStage(stage: Block, shared: Variables, credentials: Variables): Stage {
  const name = capture(stage, /^stage\('([^']+)'\)$/);
  let timer: boolean | undefined;
  let own: Variables = {};
  let script: string | undefined;
  for (const part of stage.blocks) {
    if (part.text === 'when') timer = startedByTimer(part);
    else if (part.text === 'environment') own = readEnvironment(part, credentials);
    else script = capture(only([part], 'steps').blocks[0], /^sh '([^']+)'$/);
  }
  assert(script, `The stage ${name} runs nothing`);
  return { name, timer, environment: { ...shared, ...own }, script };
}

function startedByTimer({ blocks: [condition] }: Block): boolean {
  if (condition?.text === 'not') return !startedByTimer(condition);
  capture(condition, /^(triggeredBy 'TimerTrigger')$/);
  return true;
}

function readEnvironment({ blocks }: Block, credentials: Variables): Variables {
  const assignment = /^([A-Z_]+) = (?:'([^']*)'|credentials\('([^']+)'\))$/;
  return Object.fromEntries(
    blocks.map(({ text }) => {
      const [, name, literal, id = ''] = assignment.exec(text) ?? [];
      const value = literal ?? credentials[id];
      assert(name && value !== undefined, `Not a variable of the environment: ${text}`);
      return [name, value];
    }),
  );
}

function only(blocks: readonly Block[], text: string): Block {
  const [block, ...more] = blocks.filter((one) => one.text === text);
  assert(block && more.length === 0, `There must be one ${text} { … }`);
  return block;
}

function capture(block: Block | undefined, pattern: RegExp): string {
  const [, found] = pattern.exec(block?.text ?? '') ?? [];
  assert(found, `${block?.text ?? 'Nothing'} stands where ${pattern.source} should`);
  return found;
}

function readBlocks(text: string): Block[] {
  assert(
    !/["\\]|\/\*|\/\//.test(text.replaceAll(/'[^'\n]*'/g, '')),
    'Only strings in single quotes are known',
  );
  const root: Block = { text: '', blocks: [] };
  const open = [root];
  let words = '';
  for (const [token] of text.matchAll(/'[^'\n]*'|[{}\n]|[^'{}\n]+/g)) {
    if (!'{}\n'.includes(token)) {
      words += token;
      continue;
    }
    const block: Block = { text: words.trim(), blocks: [] };
    words = '';
    if (block.text || token === '{') open.at(-1)?.blocks.push(block);
    if (token === '{') open.push(block);
    if (token === '}') open.pop();
  }
  assert(open.length === 1 && words.trim() === '', 'The braces of the Jenkinsfile do not match');
  return root.blocks;
}
