import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { outputTargets, outputWriter, writeOutputs } from '../../../src/report/channels/output-files.ts';
import { outputsOf } from '../../../src/report/channels/outputs.ts';
import { live, reported } from '../reported.ts';
import { writtenLog } from '../written.ts';

let directory = '';
const at = (...path: string[]) => join(directory, ...path);
const read = (...path: string[]) => readFile(at(...path), 'utf8');
const values = outputsOf(reported());
const writeFileAt = (...path: string[]) =>
  writeOutputs({ variables: undefined, files: [at(...path)], prefix: '' }, values);
const writeVariablesAt = (...path: string[]) =>
  writeOutputs({ variables: at(...path), files: [], prefix: '' }, values);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'outputs-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('the outputs', () => {
  test('tell later steps what was deployed, and where', () => {
    expect(values).toEqual({
      ENVIRONMENT_RESULT: 'deployed',
      ENVIRONMENT_ID: 'pr-7',
      ENVIRONMENT_URL: live,
      ENVIRONMENT_STATUS: 'active',
      ENVIRONMENT_COMMIT: 'c0ffee0000000000000000000000000000000000',
      ENVIRONMENT_ROUTES: expect.stringMatching(/^\[.*\]$/),
    });
    expect(JSON.parse(values.ENVIRONMENT_ROUTES)).toEqual(reported().routes);
  });

  test('are empty where nothing is known, so that nothing old is taken for new', () => {
    expect(outputsOf(reported({ url: undefined, status: undefined, routes: [] }))).toMatchObject({
      ENVIRONMENT_URL: '',
      ENVIRONMENT_STATUS: '',
      ENVIRONMENT_ROUTES: '[]',
    });
  });

  test('have routes that need no double quoting, whatever is in them', () => {
    const routes = [{ url: "https://x/it's", primary: true, type: 'upstream' }];
    const { ENVIRONMENT_ROUTES: json } = outputsOf(reported({ routes }));
    expect(json).not.toContain("'");
    expect(JSON.parse(json)).toEqual(routes);
  });
});

describe('the places to write to', () => {
  test('are those of Pipelines and that of the user', () => {
    const variables = {
      BITBUCKET_PIPELINES_VARIABLES_PATH: '/tmp/variables',
      BITBUCKET_PIPE_STORAGE_DIR: '/pipes/acme/fork',
      BITBUCKET_PIPE_SHARED_STORAGE_DIR: '/pipes',
      OUTPUT_FILE: ' out/upsun.env ',
      OUTPUT_PREFIX: 'SHOP_',
    };
    expect(outputTargets(variables)).toEqual({
      prefix: 'SHOP_',
      variables: '/tmp/variables',
      files: [
        '/pipes/acme/fork/outputs.env',
        '/pipes/upsun-environments/upsun-environments/outputs.env',
        'out/upsun.env',
      ],
    });
  });

  test('are each named once', () => {
    const shared = '/pipes/upsun-environments/upsun-environments';
    const variables = { BITBUCKET_PIPE_STORAGE_DIR: shared, BITBUCKET_PIPE_SHARED_STORAGE_DIR: '/pipes' };
    expect(outputTargets(variables).files).toEqual([`${shared}/outputs.env`]);
  });

  const nowhere = { variables: undefined, files: [], prefix: '' };

  test('are none where OUTPUT_PREFIX is not valid, so that no variable gets a name that nobody can read', () => {
    const variables = { OUTPUT_FILE: 'upsun.env', OUTPUT_PREFIX: 'my shop' };
    expect(outputTargets(variables)).toEqual(nowhere);
  });

  test.each([[{}], [{ BITBUCKET_PIPELINES_VARIABLES_PATH: '', BITBUCKET_PIPE_STORAGE_DIR: '' }]])(
    'are none where nothing is offered: %j',
    (variables) => {
      expect(outputTargets(variables)).toEqual(nowhere);
    },
  );
});

describe('a file', () => {
  test('is made with its directories, for all to read', async () => {
    const umask = process.umask(0o077);
    const warnings = await writeFileAt('a', 'b', 'outputs.env');
    process.umask(umask);
    expect(warnings).toEqual([]);
    expect(parseEnv(await read('a', 'b', 'outputs.env'))).toEqual(values);
    expect((await stat(at('a', 'b', 'outputs.env'))).mode & 0o777).toBe(0o644);
  });

  test('is replaced as a whole, and nothing is left beside it', async () => {
    await writeFile(at('outputs.env'), 'ENVIRONMENT_URL=https://old\n'.repeat(100));
    const { ino } = await stat(at('outputs.env'));
    expect(await writeFileAt('outputs.env')).toEqual([]);
    expect(await read('outputs.env')).not.toContain('https://old');
    expect(parseEnv(await read('outputs.env'))).toEqual(values);
    expect(await readdir(directory)).toEqual(['outputs.env']);
    expect((await stat(at('outputs.env'))).ino).not.toBe(ino);
  });

  test('that holds other names keeps them, and is read by no more people than before', async () => {
    const [mine, bytes] = ['# mine\r\nexport TOKEN="a b"\r\n', Buffer.from([0x58, 0x3d, 0xff, 0x0a])];
    const old = 'ENVIRONMENT_URL=https://old\n export ENVIRONMENT_ID = pr-1\n';
    await writeFile(at('.env'), Buffer.concat([Buffer.from(mine + old), bytes, Buffer.from('OPEN=1')]), {
      mode: 0o600,
    });
    expect(await writeFileAt('.env')).toEqual([]);
    const written = await readFile(at('.env'));
    const kept = Buffer.concat([Buffer.from(mine), bytes, Buffer.from('OPEN=1\n')]);
    expect(written.subarray(0, kept.length)).toEqual(kept);
    expect(parseEnv(written.subarray(kept.length).toString())).toEqual(values);
    expect((await stat(at('.env'))).mode & 0o777).toBe(0o600);
  });

  test('says the same after a second writing', async () => {
    await writeFile(at('.env'), 'MINE=1\n');
    await writeFileAt('.env');
    const once = await read('.env');
    await writeFileAt('.env');
    expect(await read('.env')).toBe(once);
  });

  test('that cannot be written is a warning that names it, and leaves nothing behind', async () => {
    await mkdir(at('taken', 'x'), { recursive: true });
    const warnings = await writeFileAt('taken');
    expect(warnings).toEqual([expect.stringContaining(`could not be written to ${at('taken')}: `)]);
    expect(await readdir(directory)).toEqual(['taken']);
  });
});

describe("Pipelines' variables", () => {
  test.each([
    ['none yet', '', ''],
    ['those of other commands', 'VERSION=1\n', 'VERSION=1\n'],
    ['a line that was left open', 'VERSION=1', 'VERSION=1\n'],
    ['what a run before said, which goes', 'ENVIRONMENT_URL=https://old\nVERSION=1\n', 'VERSION=1\n'],
    ['a name that only begins like one of these', 'ENVIRONMENT_ID_2=1\n', 'ENVIRONMENT_ID_2=1\n'],
  ])('come after %s', async (_what, before, kept) => {
    await writeFile(at('variables'), before);
    expect(await writeVariablesAt('variables')).toEqual([]);
    expect(await read('variables')).toBe(
      `${kept}ENVIRONMENT_RESULT=deployed\nENVIRONMENT_ID=pr-7\nENVIRONMENT_URL=${live}\nENVIRONMENT_STATUS=active\nENVIRONMENT_COMMIT=${reported().commit}\nENVIRONMENT_ROUTES=${values.ENVIRONMENT_ROUTES}\n`,
    );
  });

  test('begin a file that is not there yet', async () => {
    expect(await writeVariablesAt('variables')).toEqual([]);
    expect(await read('variables')).toMatch(/^ENVIRONMENT_RESULT=deployed\n/);
  });

  test('are a warning where the directory is not that of the pipe', async () => {
    expect(await writeVariablesAt('elsewhere', 'variables')).toEqual([
      expect.stringMatching(/elsewhere\/variables: .*ENOENT/),
    ]);
  });
});

const pipe = (path: string) => void execFileSync('mkfifo', [path]);
const device = (path: string) => symlink('/dev/full', path);

describe('a place that takes no file is a warning that names it, and the run goes on', () => {
  test('a directory that the system does not make', async () => {
    const path = '/proc/nonexistent/deeper/outputs.env';
    expect(await writeOutputs({ variables: path, files: [path], prefix: '' }, values)).toEqual([
      expect.stringMatching(/written to \/proc\/nonexistent\/deeper\/outputs.env: .*ENOENT/),
      expect.stringMatching(/written to \/proc\/nonexistent\/deeper\/outputs.env: .*ENOENT/),
    ]);
  });

  test('a directory below a file', async () => {
    await writeFile(at('taken'), '');
    expect(await writeFileAt('taken', 'a', 'b', 'outputs.env')).toEqual([
      expect.stringMatching(/taken\/a\/b\/outputs.env: .*ENOTDIR/),
    ]);
  });

  test('a link that leads to itself', async () => {
    await symlink('loop', at('loop'));
    expect(await writeFileAt('loop', 'outputs.env')).toEqual([
      expect.stringMatching(/loop\/outputs.env: .*ELOOP/),
    ]);
    expect(await writeVariablesAt('loop')).toEqual([expect.stringMatching(/loop: .*ELOOP/)]);
  });

  test.each([
    ['a pipe that nobody reads', pipe],
    ['a device', device],
  ])('%s, which stays what it is', async (_what, make) => {
    await make(at('place'));
    const before = await stat(at('place'));
    expect(await writeFileAt('place')).toEqual([
      expect.stringContaining('/place: this is not a regular file'),
    ]);
    expect(await writeVariablesAt('place')).toEqual([
      expect.stringContaining('/place: this is not a regular file'),
    ]);
    expect(await stat(at('place'))).toMatchObject({ ino: before.ino, size: 0 });
    expect(await readdir(directory)).toEqual(['place']);
  });
});

test('one place that fails does not keep the others from being written', async () => {
  await writeFile(at('file'), '');
  const targets = {
    variables: at('file', 'variables'),
    files: [at('file', 'x.env'), at('good.env')],
    prefix: '',
  };
  expect(await writeOutputs(targets, values)).toEqual([
    expect.stringContaining(at('file', 'variables')),
    expect.stringContaining(at('file', 'x.env')),
  ]);
  expect(parseEnv(await read('good.env'))).toEqual(values);
});

test('a place that takes no outputs is named once, however often they are written', async () => {
  const log = writtenLog();
  const write = outputWriter(
    { variables: undefined, files: ['/dev/null/a.env', '/dev/null/b.env'], prefix: '' },
    log,
  );
  await write(values);
  await write({ ...values, ENVIRONMENT_RESULT: 'skipped' });
  expect(log.lines()).toEqual([expect.stringContaining('/a.env'), expect.stringContaining('/b.env')]);
});
