/** How the time and the requests of the built pipe grow with the project. */
import { startSandbox } from '../sandbox/index.ts';
import { type GrowthStory, growthStories } from './growth/stories.ts';
import { run } from './stories/stories.ts';

/** The part by which a mark may be missed: machines differ, and so do runs. */
const margin = 0.1;
/** The most that twice the size may take, in times. Twice is linear; the rest is noise. */
const doubling = 2.2;

interface Measured {
  duration: number;
  requests: number;
}

const verdicts: boolean[] = [];
row(['story', 'latency', 'size', 'wall', 'requests', 'each']);
for (const story of growthStories) {
  const measured: Measured[] = [];
  for (const size of story.sizes) measured.push(await measure(story, size));
  judgeAll(story, measured);
}
process.exitCode = verdicts.every(Boolean) ? 0 : 1;

async function measure(story: GrowthStory, size: number): Promise<Measured> {
  await using world = await startSandbox();
  await story.prepare(world, size);
  world.requests.length = 0;
  world.latency = story.latency;
  const { duration, output } = await run(world, { custom: { branch: 'main' } }, story.variables);
  const said = story.says(size);
  if (!output.includes(said)) throw new Error(`The run does not say "${said}":\n${output}`);
  const requests = world.requests.length;
  row([
    story.name,
    `${story.latency} ms`,
    String(size),
    `${(duration / 1000).toFixed(2)} s`,
    String(requests),
    (requests / size).toFixed(1),
  ]);
  return { duration, requests };
}

function judgeAll(story: GrowthStory, measured: readonly Measured[]): void {
  const size = story.sizes.at(-1);
  const [half, whole] = measured.slice(-2);
  if (!size || !half || !whole) throw new Error(`${story.name} needs two sizes, the second twice the first`);
  judge(`${story.name}: seconds`, whole.duration / 1000, (story.duration / 1000) * (1 + margin));
  judge(`${story.name}: times for twice the size`, whole.duration / half.duration, doubling);
  if (story.requestsEach)
    judge(`${story.name}: requests each`, whole.requests / size, story.requestsEach * (1 + margin));
}

function judge(what: string, value: number, most: number): void {
  const holds = value <= most;
  verdicts.push(holds);
  console.log(`${holds ? 'ok    ' : 'FAILED'}  ${what}: ${value.toFixed(2)}, at most ${most.toFixed(2)}`);
}

function row([name = '', ...cells]: readonly string[]): void {
  console.log(`${name.padEnd(24)}${cells.map((cell) => cell.padStart(10)).join('')}`);
}
