import type { BitbucketReader, RepositoryReader } from '../bitbucket/bitbucket.ts';
import type { CleanupAction, DeactivateStep } from '../plan/actions.ts';
import type { Snapshot } from '../plan/desired.ts';
import { ownPurpose, type Purpose } from '../plan/ownership.ts';
import type { ApplyContext } from './context.ts';

declare const confirmed: unique symbol;

/** A deletion that Bitbucket has confirmed in a request of its own. Nothing else is ever deleted. */
export interface ConfirmedDeletion {
  readonly id: string;
  readonly purpose: Purpose;
  readonly [confirmed]: true;
}

/** What Bitbucket says now of a deletion that was planned. */
export type Confirmation =
  | { kind: 'confirmed'; deletion: ConfirmedDeletion }
  | { kind: 'objection'; reason: string };

/** Who answers for Bitbucket. */
export interface Asked {
  /** `undefined` without credentials. */
  bitbucket: Pick<BitbucketReader, 'pullRequest' | 'deletesPullRequests'> | undefined;
  reader: Pick<RepositoryReader, 'branch'>;
}

/** Whether the plan was made for an environment with the mark of this pipe. */
export function wasMarked(
  id: string,
  { environments, repository }: Pick<Snapshot, 'environments' | 'repository'>,
): boolean {
  const environment = environments.get(id);
  return environment !== undefined && ownPurpose(environment, repository) !== undefined;
}

/** Asks Bitbucket whether what an environment was made for is closed or deleted. The one maker of confirmed deletions. */
async function confirmDeletion(
  { id, purpose }: Extract<CleanupAction, { kind: 'delete' }>,
  snapshot: Pick<Snapshot, 'environments' | 'repository'>,
  asked: Asked,
): Promise<Confirmation> {
  const reason = await objectionTo(id, purpose, snapshot, asked);
  if (reason) return { kind: 'objection', reason };
  // Bitbucket was asked just now, and had no objection.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { kind: 'confirmed', deletion: { id, purpose } as ConfirmedDeletion };
}

async function objectionTo(
  id: string,
  purpose: Purpose,
  snapshot: Pick<Snapshot, 'environments' | 'repository'>,
  { bitbucket, reader }: Asked,
): Promise<string | undefined> {
  const open = 'Bitbucket says now that it is still open';
  if (purpose.kind === 'branch') return (await reader.branch(id)) ? open : undefined;
  const pullRequest = await bitbucket?.pullRequest(purpose.id);
  if (pullRequest) return pullRequest.state === 'OPEN' ? open : undefined;
  if (wasMarked(id, snapshot) && bitbucket?.deletesPullRequests) return undefined;
  return `pull request ${purpose.id} does not exist in Bitbucket, so nothing shows that it was closed`;
}

/** The questions to Bitbucket of everything that is cleaned up side by side. */
export interface Questions {
  confirm: (action: Extract<CleanupAction, { kind: 'delete' }>) => Promise<Confirmation>;
  objectionToRest: (step: DeactivateStep) => Promise<string | undefined>;
  /** The errors that came in place of answers. */
  unanswered: ReadonlySet<unknown>;
}

/** Once a question got no answer, nothing is confirmed any more: nothing is deleted on a guess. */
export function openQuestions(
  snapshot: Pick<Snapshot, 'environments' | 'repository'>,
  asked: Asked & Pick<ApplyContext, 'objectionToRest'>,
): Questions {
  const unanswered = new Set<unknown>();
  const silence = () =>
    unanswered.size > 0 ? 'Bitbucket gave no answer about another environment' : undefined;
  const noting = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      unanswered.add(error);
      throw error;
    }
  };
  return {
    unanswered,
    async confirm(action) {
      const answer = await noting(confirmDeletion(action, snapshot, asked));
      const reason = silence();
      return reason === undefined ? answer : { kind: 'objection', reason };
    },
    async objectionToRest(step) {
      return (await noting(asked.objectionToRest(step))) ?? silence();
    },
  };
}
