/** How long the built pipe takes for what users do most, measured by what no run could do without. */
import { lowerBound, longestSeries } from './stories/bound.ts';
import { measurePush } from './stories/push-time.ts';
import { openWorld, run, type Story, stories } from './stories/stories.ts';

/** Milliseconds before each answer. */
const latencies = [0, 20, 80, 200];
/** The latency at which the marks hold. */
const judgedAt = 80;
/** The part by which a mark may be missed: machines differ, and so do runs. */
const margin = 0.1;
/** Milliseconds of a short deployment. */
const durations = { build: 2000, deploy: 2500, post_deploy: 200 };

/** Names of stories; all of them where there are none. */
const wanted = process.argv.slice(2);
const told = stories.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const verdicts: boolean[] = [];

say('Measuring a push…');
const push = await measurePush();
say(`It takes ${push.toFixed(0)} ms.\n`);
row(['story', 'latency', 'wall', 'bound', 'ratio', 'requests', 'series']);
for (const story of told) for (const latency of latencies) await measure(story, latency);
say('\nSeries: the most requests of which each waited for the one before, but for looks at an activity.');
process.exitCode = verdicts.every(Boolean) ? 0 : 1;

async function measure(story: Story, latency: number): Promise<void> {
  await using world = await openWorld();
  const { target, variables } = await story.prepare(world);
  await world.upsun.settled();
  const before = world.upsun.activities().length;
  world.requests.length = 0;
  Object.assign(world.upsun.durations, durations);
  world.latency = latency;
  const { duration } = await run(world, target, variables);
  await world.upsun.settled();

  const log = { exchanges: world.requests, activities: world.upsun.activities().slice(before) };
  const bound = lowerBound(story.chain, log, { latency, push });
  const ratio = duration / bound;
  const requests = log.exchanges.length;
  row([
    story.name,
    `${latency} ms`,
    seconds(duration),
    seconds(bound),
    Number.isFinite(ratio) ? ratio.toFixed(2) : '',
    String(requests),
    String(longestSeries(log.exchanges)),
  ]);
  if (latency !== judgedAt) return;
  judge(story, 'ratio', ratio, story.ratio * (1 + margin));
  if (story.requests !== undefined) judge(story, 'requests', requests, story.requests * (1 + margin));
}

function judge({ name }: Story, what: string, value: number, most: number): void {
  const holds = value <= most;
  verdicts.push(holds);
  if (!holds) say(`FAILED  ${name}: ${what} ${value.toFixed(2)}, at most ${most.toFixed(2)}`);
}

function row([name = '', ...cells]: readonly string[]): void {
  say(`${name.padEnd(28)}${cells.map((cell) => cell.padStart(10)).join('')}`);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function say(line: string): void {
  console.log(line);
}
