import type { Git } from '../git/programs.ts';
import { readOutside } from '../git/outside.ts';
import type { Source } from '../git/source.ts';
import type { Log } from '../log.ts';
import type { CommitHash } from '../plan/commit.ts';
import { notesOnOutside } from '../text/outside.ts';

interface NotingPorts {
  git: Git;
  source: () => Promise<Source>;
  log: Pick<Log, 'warning'>;
}

/** Makes what tells, of a commit that is about to be pushed, what the push does not bring along. Each note comes once. */
export function outsideNoter({ git, source, log }: NotingPorts): (commit: CommitHash) => Promise<void> {
  const told = new Set<string>();
  return async (commit) => {
    const { directory } = await source();
    for (const { detail, remedy } of notesOnOutside(await readOutside(git, directory, commit))) {
      const note = `${detail}. ${remedy}`;
      if (!told.has(note)) log.warning(note);
      told.add(note);
    }
  };
}
