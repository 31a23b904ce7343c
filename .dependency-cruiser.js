/** What may import what in src. The reasons stand in docs/architecture.md. */

const rooms = (...names) => `^src/(${names.join('|')})`;
/** Every module but these. */
const allBut = (...names) => ({ path: '^src/', pathNot: rooms(...names) });

/** Small things that every room uses. */
const tools = [
  'text/',
  'errors\\.ts',
  'log\\.ts',
  'journal\\.ts',
  'output\\.ts',
  'clock\\.ts',
  'random\\.ts',
  'poll\\.ts',
  'parallel\\.ts',
];
/** What stands below every room: the words of the planner, and the tools. */
const ground = ['plan/', ...tools];
/** What stands on top of every room, and puts them together. */
const top = ['commands/', 'run\\.ts', 'effects\\.ts', 'main\\.ts'];

/** The rule of a room that imports itself, these and the ground. */
const room = (name, rule, ...others) => ({
  name: rule,
  severity: 'error',
  from: { path: rooms(name) },
  to: allBut(name, ...others, ...ground),
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Files that need each other can only be understood together.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'plan-imports-nobody',
      comment: 'What is decided depends on what was read, and on nothing else.',
      severity: 'error',
      from: { path: '^src/plan/' },
      to: { pathNot: ['^src/plan/', '^node:path$', '^path$'] },
    },
    {
      name: 'ground-stands-below',
      comment: 'What every room uses knows none of them.',
      severity: 'error',
      from: { path: rooms(...tools) },
      to: allBut(...ground),
    },
    room('http/', 'http-knows-no-service', 'settings/', 'version\\.ts'),
    // Adapters know the words of the planner and the ground, and not each other.
    room('git/', 'git-is-an-adapter', 'settings/'),
    room('upsun/', 'upsun-is-an-adapter', 'http/', 'settings/'),
    room('bitbucket/', 'bitbucket-is-an-adapter', 'http/', 'settings/'),
    room('settings/', 'settings-know-names-only', 'upsun/vendors\\.ts'),
    room('trigger/', 'trigger-reads-variables', 'settings/'),
    {
      name: 'cloud-and-data-center-are-strangers',
      comment: 'What both need belongs to the port.',
      severity: 'error',
      from: { path: '^src/bitbucket/(cloud|data-center)/' },
      to: { path: '^src/bitbucket/(cloud|data-center)/', pathNot: '^src/bitbucket/$1/' },
    },
    {
      name: 'apply-stands-below-report',
      comment: 'Whoever changes something does not know who is told of it.',
      severity: 'error',
      from: { path: '^src/(observe|apply)/' },
      to: { path: rooms('report/', 'validate/', ...top) },
    },
    {
      name: 'report-stands-below-commands',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: rooms('validate/', ...top) },
    },
    {
      name: 'commands-stand-on-top',
      severity: 'error',
      from: { path: '^src/', pathNot: rooms(...top) },
      to: { path: rooms(...top) },
    },
    {
      name: 'sources-know-no-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts)/' },
    },
  ],
  options: {
    includeOnly: '^(src|test|scripts)/',
    parser: 'swc',
  },
};
