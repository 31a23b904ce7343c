/** Holds every change against the rules at the moment when it is made. */
import { objectionToCommit, objectionToData, objectionToMove } from './oracle/data.ts';
import type { Facts, Outcome } from './oracle/facts.ts';
import { mergeOf } from './ports/git.ts';
import { objectionToDeactivation, objectionToDeletion } from './oracle/removal.ts';
import { callsBetween, isUndisturbed, type Run } from './runs.ts';
import { password } from './settings.ts';
import { commitOf, type Judge, type World } from './world/world.ts';

function factsFor(run: Run, world: World): Facts {
  const { recent } = run.process;
  const now = world.scheduler.now();
  return {
    by: run.number,
    project: world.project,
    repository: run.repository,
    product: world.product,
    credentials: run.credentials,
    chosen: run.chosen,
    now,
    began: run.began,
    calledThen: run.calledThen,
    since: isUndisturbed(run) ? Infinity : (recent[callsBetween] ?? recent.at(-1) ?? now),
  };
}

/** The same, with what the run found, and what commits come to. */
export function outcomeFor(run: Run, world: World): Outcome {
  const { repository, before } = run;
  return {
    ...factsFor(run, world),
    before,
    refused: run.exitCode === 3,
    merge({ commit, target }) {
      const base = repository.branches.get(target);
      return base === undefined ? undefined : mergeOf(repository, commit, base);
    },
    failureOf: (commit) => commitOf(world, commit)?.fails,
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
        if (run.unanswered.has(environment.id)) return 'Bitbucket did not answer whether it is open';
        if (run.deletions > run.chosen.maxDeletions) return 'MAX_DELETIONS is exceeded';
        return objectionToDeletion(environment, facts);
      });
    },
    deactivating(by, environment) {
      judge(by, `${environment.id} was deactivated`, (run) =>
        objectionToDeactivation(environment, outcomeFor(run, worldOf())),
      );
    },
    pushing(by, id, commit) {
      runs[by]?.pushed.add(`${id} ${commit}`);
      judge(by, `${commit.slice(0, 8)} was pushed to ${id}`, (run, facts) =>
        objectionToCommit(id, commit, facts, run),
      );
    },
    editing(by, environment, { parent }) {
      if (parent === undefined) return;
      judge(by, `${environment.id} was moved below ${parent}`, (run, facts) => {
        // A child of what then stays is moved back.
        if (run.moved.get(environment.id) === parent) return undefined;
        run.moved.set(environment.id, environment.parent);
        return objectionToMove(environment, parent, facts, isUndisturbed(run));
      });
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
