import type { HostName } from '../../scenarios/host.ts';
import type { Trial } from '../trial.ts';
import { callsOf, runCell } from './cell.ts';
import { errands } from './errands.ts';
import { expectedOf } from './expected.ts';
import { faultNames, tellingFaults } from './faults.ts';

/**
 * Every call of every errand with everything that may go wrong. What an earlier errand was tried with whole goes wrong in
 * the same code again: there, one fault of each kind shows what the errand makes of it.
 */
export async function cellTrials(host: HostName): Promise<Trial[]> {
  const tried = new Set<string>();
  const trials: Trial[] = [];
  for (const errand of errands) {
    const calls = await callsOf(host, errand);
    for (const call of calls) {
      for (const fault of tried.has(call) ? tellingFaults : faultNames) {
        trials.push({
          host,
          part: 'cells',
          group: errand.name,
          name: `${call}: ${fault}`,
          async run() {
            const { result, wrongs, output } = await runCell(host, errand, call, fault);
            const expected = expectedOf(errand.name, call, fault);
            const surprise = expected === result ? [] : [`${result} instead of ${expected}`];
            return { result, wrongs: [...wrongs, ...surprise], output };
          },
        });
      }
    }
    for (const call of calls) tried.add(call);
  }
  return trials;
}
