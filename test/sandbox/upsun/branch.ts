import type { Answer, Routes } from '../server.ts';
import { createActivity } from './activity.ts';
import { accepted, refused } from './answers.ts';
import { deployCommit } from './deploy.ts';
import { createEnvironment, type Environment, type EnvironmentType } from './environment.ts';
import { withEnvironment } from './guards.ts';
import { problem } from './problem.ts';
import { environmentResource } from './resources.ts';
import { limitRefusal } from './limit.ts';
import { refusalOf } from './rules.ts';
import { queueActivity } from './scheduler.ts';
import type { UpsunState } from './state.ts';
import { describe } from './words.ts';

interface Wanted {
  name: string;
  title: string;
  clone_parent?: boolean;
  type?: EnvironmentType;
  resources?: object | null;
}

/** The operation that makes an active environment with the code of another one. */
export function branchRoutes(upsun: UpsunState): Routes {
  return {
    'POST /projects/:project/environments/:environment/branch': withEnvironment(
      upsun,
      async (parent, { body }) => {
        const refusal = refusalOf(upsun, parent, 'branch');
        if (refusal) return refused(refusal);
        const wanted = (body ?? {}) as Partial<Wanted>;
        const { name, title } = wanted;
        if (!name || !title) {
          return problem(400, 'Bad Request', { name: 'A branch has a name and a title.' });
        }
        const wrong = nameProblem(upsun, name);
        if (wrong) return problem(400, 'Bad Request', { name: wrong });
        if (wanted.resources && !upsun.flex) {
          return problem(400, 'Bad Request', { resources: 'This project has fixed container sizes.' });
        }
        return branch(upsun, parent, { ...wanted, name, title });
      },
    ),
  };
}

/** git keeps branches as files: a name can be no directory besides. */
function nameProblem({ environments }: UpsunState, name: string): string | undefined {
  if (environments.has(name)) return 'The environment exists already.';
  const rival = [...environments.keys()].find((id) => id.startsWith(`${name}/`) || name.startsWith(`${id}/`));
  return rival && `There cannot be a branch ${name} beside ${rival}.`;
}

async function branch(upsun: UpsunState, parent: Environment, wanted: Wanted): Promise<Answer> {
  const { name: id, title, type = 'development', clone_parent: cloneParentOnCreate = true } = wanted;
  const head = parent.head ?? '';
  const environment = createEnvironment(upsun, {
    id,
    title,
    type,
    parent: parent.id,
    cloneParentOnCreate,
    head,
  });
  const limit = limitRefusal(upsun, environment);
  if (limit) {
    upsun.environments.delete(id);
    return limit;
  }
  await upsun.repository.setBranch(id, head);
  const activity = createActivity(
    'environment.branch',
    id,
    describe('environment.branch', environment),
    { parent: parent.id },
    { environment: { id, title, parent: parent.id }, parent: { id: parent.id, title: parent.title } },
  );
  queueActivity(upsun, activity, (run) => deployCommit(upsun, environment, head, run, { build: true }), true);
  return accepted(upsun, [activity], await environmentResource(upsun, environment));
}
