/** What may import what in src. The reasons stand in docs/architecture.md. */

const rooms = (...names) => `^src/(${names.join('|')})`;
/** Every module but these. */
const allBut = (...names) => ({ path: '^src/', pathNot: rooms(...names) });

/** Small things that stand below every room. */
const ground = [
  'plan/',
  'text/',
  'errors\\.ts',
  'log\\.ts',
  'clock\\.ts',
  'random\\.ts',
  'poll\\.ts',
  'parallel\\.ts',
];

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
      from: {
        path: rooms(
          'text/',
          'errors\\.ts',
          'log\\.ts',
          'clock\\.ts',
          'random\\.ts',
          'poll\\.ts',
          'parallel\\.ts',
        ),
      },
      to: allBut(...ground),
    },
    {
      name: 'http-knows-no-service',
      severity: 'error',
      from: { path: '^src/http/' },
      to: allBut('http/', 'settings/', 'version\\.ts', ...ground),
    },
    {
      name: 'git-is-an-adapter',
      comment: 'Adapters know the words of the planner and the ground, and not each other.',
      severity: 'error',
      from: { path: '^src/git/' },
      to: allBut('git/', 'settings/', ...ground),
    },
    {
      name: 'upsun-is-an-adapter',
      severity: 'error',
      from: { path: '^src/upsun/' },
      to: allBut('upsun/', 'http/', 'settings/', ...ground),
    },
    {
      name: 'bitbucket-is-an-adapter',
      severity: 'error',
      from: { path: '^src/bitbucket/' },
      to: allBut('bitbucket/', 'http/', 'settings/', ...ground),
    },
    {
      name: 'cloud-and-data-center-are-strangers',
      comment: 'What both need belongs to the port.',
      severity: 'error',
      from: { path: '^src/bitbucket/(cloud|data-center)/' },
      to: { path: '^src/bitbucket/(cloud|data-center)/', pathNot: '^src/bitbucket/$1/' },
    },
    {
      name: 'settings-know-names-only',
      severity: 'error',
      from: { path: '^src/settings/' },
      to: allBut('settings/', 'upsun/vendors\\.ts', ...ground),
    },
    {
      name: 'trigger-reads-variables',
      severity: 'error',
      from: { path: '^src/trigger/' },
      to: allBut('trigger/', 'settings/', ...ground),
    },
    {
      name: 'apply-stands-below-report',
      comment: 'Whoever changes something does not know who is told of it.',
      severity: 'error',
      from: { path: '^src/(observe|apply)/' },
      to: { path: rooms('report/', 'validate/', 'commands/', 'run\\.ts', 'effects\\.ts', 'main\\.ts') },
    },
    {
      name: 'report-stands-below-commands',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: rooms('validate/', 'commands/', 'run\\.ts', 'effects\\.ts', 'main\\.ts') },
    },
    {
      name: 'commands-stand-on-top',
      severity: 'error',
      from: { path: '^src/', pathNot: rooms('commands/', 'run\\.ts', 'effects\\.ts', 'main\\.ts') },
      to: { path: rooms('commands/', 'run\\.ts', 'effects\\.ts', 'main\\.ts') },
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
