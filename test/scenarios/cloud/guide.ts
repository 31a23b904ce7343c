/** The pipelines files that the guides in docs tell users to copy, and the steps of them that run our pipe. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import * as z from 'zod';
import type { PipeRun } from '../../sandbox/ci/pipe.ts';
import type { Target } from '../../sandbox/ci/target.ts';
import type { Scenario } from '../scenario.ts';

const value = z.union([z.string(), z.array(z.string())]);
const pipeItem = z.object({ pipe: z.string(), variables: z.record(z.string(), value).default({}) });
const step = z.object({
  step: z.object({
    clone: z.object({ enabled: z.boolean().default(true) }).prefault({}),
    script: z.array(z.union([z.string(), pipeItem])),
  }),
});
const steps = z.array(z.union([step, z.object({ parallel: z.array(step) })]));
const pipeline = z.union([steps, z.object({ import: z.string() })]);
const group = z.record(z.string(), pipeline).default({});
const pipelinesFile = z.object({
  definitions: z.object({ pipelines: z.record(z.string(), steps).default({}) }).prefault({}),
  pipelines: z.object({ branches: group, 'pull-requests': group, custom: group, tags: group }).prefault({}),
});

export interface Guide {
  /** Each file as the guide has it. */
  texts: string[];
  /** Runs every step of a pipeline that has our pipe, one after another, up to the first that fails; with `more` variables. */
  run: (
    world: Scenario,
    of: PipelineName,
    target: Target,
    variables: Record<string, string>,
    more?: Record<string, string>,
  ) => Promise<PipeRun[]>;
}

type PipelineName = readonly ['branches' | 'pull-requests' | 'custom' | 'tags', string];

/** Reads a page of docs. */
export async function readGuide(name: string): Promise<Guide> {
  const page = await readFile(new URL(`../../../docs/${name}.md`, import.meta.url), 'utf8');
  const texts = Array.from(page.matchAll(/^```yaml\n(.*?)^```/gms), ([, text = '']) => text);
  const files = texts.map((text) => pipelinesFile.parse(parse(text, { merge: true })));
  const exported = Object.assign({}, ...files.map(({ definitions }) => definitions.pipelines)) as Record<
    string,
    z.infer<typeof steps>
  >;
  function stepsOf([kind, pattern]: PipelineName) {
    const own = files.map(({ pipelines }) => pipelines[kind][pattern]).find((one) => one !== undefined);
    if (!own) throw new Error(`${name}.md has no pipeline ${kind} ${pattern}`);
    return Array.isArray(own) ? own : (exported[own.import.split(':').at(-1) ?? ''] ?? []);
  }
  return {
    texts,
    async run(world, of, target, variables, more = {}) {
      const runs: PipeRun[] = [];
      const all = stepsOf(of).flatMap((one) => ('parallel' in one ? one.parallel : [one]));
      for (const { step: one } of all) {
        for (const item of one.script) {
          if (typeof item === 'string') continue;
          const own = { ...asPipelinesPasses(item.variables, variables), ...more };
          const run = await world.deploy(target, own, { clone: one.clone.enabled });
          runs.push(run);
          if (run.exitCode !== 0) return runs;
        }
      }
      return runs;
    },
  };
}

/** A list becomes NAME_COUNT and NAME_0…, and a variable of the repository stands for its name. */
function asPipelinesPasses(
  given: Readonly<Record<string, string | string[]>>,
  repository: Readonly<Record<string, string>>,
): Record<string, string> {
  const filled = (text: string) => text.replaceAll(/\$(\w+)/g, (_, name: string) => repository[name] ?? '');
  const entries = Object.entries(given).flatMap(([name, one]): [string, string][] =>
    typeof one === 'string'
      ? [[name, filled(one)]]
      : [
          [`${name}_COUNT`, String(one.length)],
          ...one.map((text, index): [string, string] => [`${name}_${index}`, filled(text)]),
        ],
  );
  return Object.fromEntries(entries);
}
