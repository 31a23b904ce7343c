/** Holds every change against the rules at the moment when it is made. */
import { objectionToCommit, objectionToData, objectionToMove } from './oracle/data.ts';
import type { Facts } from './oracle/facts.ts';
import { objectionToDeactivation, objectionToDeletion } from './oracle/removal.ts';
import { isUndisturbed, type Run } from './runs.ts';
import { password } from './settings.ts';
import type { Judge, World } from './world/world.ts';

/** Calls of a run that may lie between its last question and what it then does. */
const callsBetween = 6;

export function factsFor(run: Run, world: World): Facts {
  const { recent } = run.process;
  const now = world.scheduler.now();
  return {
    project: world.project,
    repository: run.repository,
    product: world.product,
    credentials: run.credentials,
    chosen: run.chosen,
    now,
    began: run.began,
    since: isUndisturbed(run) ? Infinity : (recent[callsBetween] ?? recent.at(-1) ?? now),
  };
}

export function createJudge(
  runs: readonly Run[],
  worldOf: () => World,
  note: (problem: string, run: Run) => void,
): Judge {
  const judge = (by: number, what: string, objectionOf: (run: Run, facts: Facts) => string | undefined) => {
    const run = runs[by];
    if (!run) return;
    const objection = objectionOf(run, factsFor(run, worldOf()));
    if (objection) note(`${what} although ${objection}`, run);
  };
  return {
    deleting(by, environment) {
      judge(by, `${environment.id} was deleted`, (run, facts) => {
        run.deletions += 1;
        if (run.unread.size > 0) return `the list of ${[...run.unread].join(' and ')} was not read`;
        // A run cleans up twice at most.
        const limit = run.chosen.maxDeletions * (run.command === 'cleanup' ? 1 : 2);
        if (run.deletions > limit) return 'MAX_DELETIONS is exceeded';
        return objectionToDeletion(environment, facts);
      });
    },
    deactivating(by, environment) {
      judge(by, `${environment.id} was deactivated`, (_, facts) =>
        objectionToDeactivation(environment, facts, facts.project.activities),
      );
    },
    pushing(by, id, commit) {
      judge(by, `${commit.slice(0, 8)} was pushed to ${id}`, (run, facts) =>
        objectionToCommit(id, commit, facts, run.tipsBefore.get(id.replace(/^pr-(?=\d+$)/, '#')) ?? 0),
      );
    },
    editing(by, environment, { parent }) {
      if (parent === undefined) return;
      judge(by, `${environment.id} was moved below ${parent}`, (run, facts) =>
        objectionToMove(environment, parent, facts, isUndisturbed(run)),
      );
    },
    copying(by, environment, from) {
      judge(by, `${environment.id} got the data of ${from.id}`, (run, facts) =>
        objectionToData(environment, from, facts, isUndisturbed(run)),
      );
    },
    waking(by, { id, users }) {
      judge(by, `${id} went live`, ({ chosen }) => {
        if (!chosen.httpAuth || !/^pr-\d+$/.test(id)) return undefined;
        return users['guest'] === password ? undefined : 'it asks nobody for a password';
      });
    },
    changed(by, what) {
      const run = runs[by];
      if (!run) return;
      run.changed.add(what);
      if (run.dryRun) note('a dry run changed something', run);
    },
  };
}
