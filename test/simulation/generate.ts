/** Random histories. The seed decides everything. */
import type { Begun, Happening, History, RepositoryName, Step } from './history.ts';
import { faults } from './ports/call.ts';
import { type Random, randomOf } from './random.ts';
import { duringDeletion, overtaking, succession } from './scenes.ts';
import { randomChoices } from './settings.ts';

const branchNames = ['main', 'develop', 'feature/a', 'feature/b', 'demo/a', 'live', 'pr-1'];
const environmentNames = [...branchNames, 'feature', 'by-hand', 'pr-1', 'pr-2', 'pr-3'];
const tags = ['v1', 'v2'];
const titles = [
  'Log in',
  'Log in',
  'Log in [env]',
  'Log in [skip env]',
  '[KEEP env] Log in',
  ' Two\n lines ',
];

/** How often each kind of thing happens, among all that does. */
const weights: readonly (readonly [Happening['kind'] | 'run', number])[] = [
  ['run', 14],
  ['commit', 9],
  ['delete branch', 3],
  ['tag', 3],
  ['delete tag', 1],
  ['open', 7],
  ['close', 4],
  ['reopen', 1],
  ['delete pull request', 1],
  ['revise', 3],
  ['fork commit', 1],
  ['rename repository', 1],
  ['settings', 1],
  ['add', 3],
  ['pause', 2],
  ['deactivate', 1],
  ['redeploy', 1],
  ['delete', 1],
  ['unmark', 1],
  ['cron', 1],
  ['backup', 1],
  ['reparent', 2],
  ['retype', 1],
  ['days', 2],
];
const kinds = weights.flatMap(([kind, often]) => Array.from({ length: often }, () => kind));

export function generate(seed: number): History {
  const random = randomOf(seed);
  const { once, pick, below } = random;
  const withBlog = once(3);
  const length = 6 + below(12);
  return {
    product: pick(['cloud', 'cloud', 'data-center']),
    credentials: !once(10),
    defaultBranch: once(8) ? 'live' : 'main',
    ...(!withBlog && once(4) ? { environmentLimit: pick([1, 2, 3]) } : {}),
    ...(once(3) ? {} : { shop: randomChoices(random) }),
    ...(withBlog && once(2) ? { blog: randomChoices(random) } : {}),
    // First something that there can be environments of.
    steps: [...opening(random), ...Array.from({ length }, () => scene(random, withBlog)).flat()],
  };
}

function opening({ pick }: Random): Step[] {
  const source = pick(['feature/a', 'develop']);
  return [
    { kind: 'commit', branch: 'develop' },
    { kind: 'commit', branch: 'feature/a' },
    {
      kind: 'open',
      source,
      target: pick(['main', source === 'develop' ? 'main' : 'develop']),
      title: 'Log in',
    },
  ];
}

/** One step, or several that belong together. */
function scene(random: Random, withBlog: boolean): Step[] {
  if (random.once(16)) return overtaking(random);
  if (random.once(16)) return succession(random);
  const first = step(random, withBlog);
  // Most tags are made to be deployed.
  if (first.kind === 'tag' && first.of !== 'blog' && !random.once(3)) {
    const back = random.once(3) ? ({ rollback: true } as const) : {};
    return [
      first,
      { kind: 'run', command: 'deploy', tag: first.tag, ...back, pace: random.below(1_000_000) },
    ];
  }
  return [first, ...(first.of === 'blog' || random.once(2) ? [] : duringDeletion(first, random))];
}

function step(random: Random, withBlog: boolean): Step {
  const { once, pick, below } = random;
  const kind = pick(kinds);
  if (kind === 'run') {
    const of = withBlog && once(3) ? ({ of: 'blog' } as const) : {};
    const wait = once(3) ? { wait: below(60) } : {};
    return { kind, ...of, ...begun(random), ...wait };
  }
  return { ...happening(kind, random, withBlog && once(3) ? 'blog' : 'shop'), wait: once(2) ? 0 : below(12) };
}

const commands = ['deploy', 'deploy', 'deploy', 'reconcile', 'reconcile', 'cleanup'] as const;

function begun(random: Random): Begun {
  const { once, pick, below } = random;
  const command = pick(commands);
  const target = once(2) ? pick(branchNames) : 1 + below(4);
  const isRelease = command === 'deploy' && once(4);
  const troubles = once(2)
    ? []
    : Array.from({ length: 1 + below(3) }, () => [1 + below(70), pick(faults)] as const);
  return {
    command,
    ...(command === 'deploy' && !isRelease ? { target } : {}),
    ...(isRelease ? { tag: pick(tags) } : {}),
    ...(command === 'deploy' && once(6) ? { rollback: true } : {}),
    ...(command === 'deploy' && once(5) ? { late: true } : {}),
    ...(once(10) ? { dryRun: true } : {}),
    pace: below(1_000_000),
    ...(troubles.length > 0 ? { faults: Object.fromEntries(troubles) } : {}),
  };
}

function happening(kind: Happening['kind'], random: Random, of: RepositoryName): Happening {
  const what = somethingOf(kind, random, of);
  return of === 'blog' ? { ...what, of } : what;
}

/** Something of this kind that may happen, or be impossible. */
export function somethingOf(kind: Happening['kind'], random: Random, of: RepositoryName): Happening {
  const { once, pick, below } = random;
  const id = pick(environmentNames);
  const number = 1 + below(4);
  switch (kind) {
    case 'commit': {
      const fails = once(6) ? { fails: pick(['build', 'deploy', 'post_deploy'] as const) } : {};
      return { kind, branch: pick(branchNames), ...fails };
    }
    case 'delete branch':
      return { kind, branch: pick(branchNames.slice(1)) };
    case 'tag':
      return {
        kind,
        tag: pick(tags),
        branch: pick(['main', 'main', ...branchNames]),
        back: pick([0, 0, 1, 2]),
      };
    case 'delete tag':
      return { kind, tag: pick(tags) };
    case 'open': {
      const [source, target] = [pick(branchNames), pick(['main', 'main', ...branchNames])];
      const title = pick(titles);
      return {
        kind,
        source,
        target,
        title,
        ...(once(5) ? { draft: true } : {}),
        ...(once(5) ? { fork: true } : {}),
      };
    }
    case 'close':
      return { kind, id: number, as: pick(['MERGED', 'DECLINED', 'SUPERSEDED']) };
    case 'reopen':
    case 'delete pull request':
    case 'fork commit':
      return { kind, id: number };
    case 'revise':
      return {
        kind,
        id: number,
        ...pick([{ title: pick(titles) }, { draft: once(2) }, { target: pick(branchNames) }]),
      };
    case 'rename repository':
      return { kind, name: pick(of === 'blog' ? ['blog', 'weblog'] : ['shop', 'store']) };
    case 'settings':
      return { kind, changes: randomChoices(random) };
    case 'add':
      return {
        kind,
        id,
        parent: pick(environmentNames),
        owner: pick(['shop', 'shop', 'blog', 'nobody', 'copied', 'shop, renamed']),
        ...(once(5) ? { type: pick(['staging', 'production']) } : {}),
        status: pick(['active', 'inactive', 'paused']),
      };
    case 'reparent':
      return { kind, id, parent: pick(environmentNames) };
    case 'retype':
      return { kind, id, type: pick(['development', 'staging', 'production']) };
    case 'days':
      return { kind, count: 1 + below(6) };
    default:
      return { kind, id };
  }
}
