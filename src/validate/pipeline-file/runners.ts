import type { Check } from '../checks.ts';
import { itemsOf, textOf, type Tree, under } from '../yaml/tree.ts';
import { distinct, missing } from './finding.ts';
import type { PipelineFile } from './read.ts';
import type { PipeUse } from './uses.ts';

/**
 * Labels of runners that start no containers.
 * https://support.atlassian.com/bitbucket-cloud/docs/configure-your-runner-in-bitbucket-pipelines-yml/, read 2026-11-25
 */
const withoutDocker: Readonly<Record<string, string>> = {
  'linux.shell': 'Linux shell',
  windows: 'Windows',
  macos: 'macOS',
};

/** Whether the steps run where pipes run: on Linux with Docker. */
export function checkRunners({ root, uses }: PipelineFile): Check[] {
  return distinct(uses.flatMap((use) => checkLabels(use, root)));
}

function checkLabels({ step, pipe }: PipeUse, root: Tree): Check[] {
  const option = (...keys: string[]) => under(step, ...keys) ?? under(root, 'options', ...keys);
  const labels = option('runs-on');
  const platform = option('runtime', 'cloud', 'platform');
  return [labels, ...itemsOf(labels), platform].flatMap((label) => {
    const runner = withoutDocker[textOf(label)?.trim().toLowerCase() ?? ''];
    if (!label || runner === undefined) return [];
    const detail = `the pipe in line ${pipe.line} would run on a ${runner} runner, and pipes need Docker on Linux`;
    const remedy =
      "Take the label away for that step, or name a Linux Docker runner: runs-on: ['self.hosted', 'linux'].";
    return [missing('Runners', label.line, detail, remedy)];
  });
}
