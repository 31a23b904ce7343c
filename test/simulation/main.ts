/** Lives through random histories: `npm run simulate -- --histories 1000000 --seed 1`. */
import { inspect, parseArgs } from 'node:util';
import { generate } from './generate.ts';
import { live } from './live.ts';
import { lookAtTheEnd } from './look.ts';
import { shrink } from './shrink.ts';

Error.stackTraceLimit = 4;
const { values } = parseArgs({
  options: { histories: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
});
const first = Number(values.seed);
const count = Number(values.histories);
const began = performance.now();
let [runs, calls] = [0, 0];
for (let seed = first; seed < first + count; seed += 1) {
  const lived = await live(generate(seed), lookAtTheEnd);
  runs += lived.runs;
  calls += lived.calls;
  if (lived.problems.length > 0) {
    const sort = kindOf(lived.problems);
    const shrunk = await shrink(generate(seed), async (history) => {
      const { problems } = await live(history, lookAtTheEnd);
      return kindOf(problems) === sort;
    });
    const { problems } = await live(shrunk, lookAtTheEnd);
    console.error(`Seed ${seed} goes wrong: ${problems.join('\n')}`);
    console.error(`The shortest history that does: ${inspect(shrunk, { depth: 9, breakLength: 130 })}`);
    process.exit(1);
  }
}
const seconds = (performance.now() - began) / 1000;
console.info(`${count} histories of seeds from ${first}: ${runs} runs, ${calls} calls, ${(count / seconds).toFixed(0)} a second`);

/** What a problem is about, whatever it is called in a shorter history. */
function kindOf([problem = '']: readonly string[]): string {
  return problem.replaceAll(/pr-\d+|\d+|[\w-]+\/[\w-]+|".*|\n[^]*/g, '').slice(0, 60);
}
