import { matches } from '../../plan/globs.ts';
import type { Settings } from '../../settings/parse.ts';
import type { Check } from '../checks.ts';
import { skipped } from '../look.ts';
import { startedBy } from './events.ts';
import { good, missing, note } from './finding.ts';
import { deploys } from './pipe.ts';
import { isDeploying } from './reach.ts';
import { listed, type Pipeline, type PipelineFile } from './read.ts';
import { patternMatches, pipelinesFor } from './selectors.ts';

export type ProductionWanted = Pick<
  Settings,
  'fetchBranches' | 'branches' | 'excludeBranches' | 'releaseTags'
> & {
  /** `undefined` where it is not known. */
  mainBranch: string | undefined;
};

const name = 'Production';

/** Whether a push to the main branch runs the pipe, which then deploys production; or a tag, with RELEASE_TAGS. */
export function checkProduction(file: PipelineFile, wanted: ProductionWanted): Check[] {
  if (wanted.releaseTags.length > 0) return [checkReleases(file)];
  const { mainBranch, fetchBranches, branches, excludeBranches } = wanted;
  if (mainBranch === undefined || !fetchBranches) return [];
  if (!matches(mainBranch, branches) || matches(mainBranch, excludeBranches))
    return [skipped(name, `the settings leave ${mainBranch} out`)];
  const taking = pipelinesFor(mainBranch, file.pipelines);
  const triggered = startedBy(file, ['repository-push'], { BITBUCKET_BRANCH: mainBranch });
  const deploying = [...taking, ...triggered].filter(isDeploying);
  const [first] = deploying;
  if (first) return [started(mainBranch, first, deploying)];
  return notStarted(file, mainBranch, taking);
}

function checkReleases({ pipelines, uses }: PipelineFile): Check {
  const deploying = pipelines.filter(isDeploying);
  const tagged = deploying.filter(({ section }) => section === 'tags');
  const [first] = tagged;
  if (first) return good(name, `a tag runs the pipe in ${listed(tagged)}, as RELEASE_TAGS asks for`);
  const line = uses[0]?.pipe.line ?? 1;
  const detail = 'RELEASE_TAGS lets production follow tags, and no pipeline under tags: runs the pipe';
  const remedy = "Add a pipeline under tags: with the pattern of RELEASE_TAGS, such as 'v*'.";
  // A custom pipeline may be started for a tag.
  const tell = deploying.some(({ section }) => section === 'custom') ? note : missing;
  return tell(name, line, detail, remedy);
}

function started(mainBranch: string, first: Pipeline, deploying: readonly Pipeline[]): Check {
  const automatic = deploying.some(({ uses }) => uses.some(({ pipe, gate }) => deploys(pipe) && !gate));
  if (automatic) return good(name, `a push to ${mainBranch} runs the pipe in ${listed(deploying)}`);
  const detail = `a push to ${mainBranch} runs the pipe in ${listed(deploying)}, when somebody starts a manual step`;
  return note(name, first.line, detail, 'Without `trigger: manual` it starts by itself.');
}

function notStarted(file: PipelineFile, mainBranch: string, taking: readonly Pipeline[]): Check[] {
  // What else the file has is said of pushes as a whole.
  if (!file.pipelines.some((one) => ['default', 'branches'].includes(one.section) && isDeploying(one)))
    return [];
  const [taker] = taking;
  if (taker?.imported) {
    const detail = `a push to ${mainBranch} starts ${listed([taker])}, imported from elsewhere; whether the pipe is in it was not looked at`;
    return [note(name, taker.line, detail, 'Run validate in the repository that it is imported from.')];
  }
  const meant = file.pipelines.filter((one) => isDeploying(one) && wouldMatch(one, mainBranch));
  const remedy = taker
    ? `Add the step with the pipe to ${listed([taker])}.`
    : `Add a pipeline under branches: with the pattern '${mainBranch}'.`;
  // A custom pipeline may be there for production.
  const byHand = file.pipelines.some((one) => ['custom', 'tags'].includes(one.section) && isDeploying(one));
  if (taker && meant.length > 0 && !byHand) {
    const detail = `a push to ${mainBranch} runs ${listed([taker])}, which does not run the pipe, and not ${listed(meant)}: an exact name goes before a pattern, and any pattern before default`;
    return [missing(name, taker.line, detail, remedy)];
  }
  const detail = `no push to ${mainBranch} runs the pipe, so production is not deployed by itself`;
  return [
    note(
      name,
      taker?.line ?? file.uses[0]?.pipe.line ?? 1,
      detail,
      `${remedy} If that is meant, ignore this.`,
    ),
  ];
}

function wouldMatch({ section, name: pattern }: Pipeline, branch: string): boolean {
  return section === 'default' || (section === 'branches' && patternMatches(pattern, branch));
}
