/** Lives through random histories: `npm run simulate -- --histories 1000000 --seed 1`. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { liveMany } from '../test/simulation/many.ts';

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    /** Tells of what goes wrong as it is, and looks for no shorter history. */
    brief: { type: 'boolean', default: false },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
});
const first = Number(values.seed);
const count = Number(values.histories);
const threads = Number(values.threads);
/** Milliseconds between two words on how far it is. */
const silence = 10_000;

const began = performance.now();
let lastWord = began;
const { brief } = values;
const lived = await liveMany({ first, count, threads, brief }, ({ histories }, goOnAt) => {
  const now = performance.now();
  if (now - lastWord < silence) return;
  lastWord = now;
  const seconds = Math.round((now - began) / 1000);
  const command = `npm run simulate -- --seed ${goOnAt} --histories ${first + count - goOnAt}`;
  console.info(`${histories} of ${count} histories in ${seconds} s. To continue here later: ${command}`);
});
const { histories, runs, calls, failure } = lived;
console.info(
  `${histories} histories from seed ${first}: ${runs} runs, ${calls} calls, ${Math.round((1000 * histories) / (performance.now() - began))} histories a second.`,
);
if (failure) {
  console.error(`\nThe history of seed ${failure.seed} goes wrong: ${failure.problem}\n\n${failure.test}`);
  process.exitCode = 1;
}
