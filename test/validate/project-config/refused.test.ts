import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/validate/checks.ts';
import { checkProjectFiles } from '../../../src/validate/project-config/check.ts';
import { includesIn } from '../../../src/validate/project-config/part.ts';

type Vendor = Parameters<typeof checkProjectFiles>[0];
type Files = Record<string, string>;

function checksOf(files: Files, vendor: Vendor = 'upsun') {
  return checkProjectFiles(vendor, Object.keys(files), (path) => files[path]);
}

/** Each check as `result name: file:line: detail`. */
function found(files: Files, vendor: Vendor = 'upsun'): string[] {
  return checksOf(files, vendor).map(
    ({ name, result, place, detail }) =>
      `${result} ${name}: ${place ? `${place.file}:${place.line}: ` : ''}${detail}`,
  );
}

function flaws(files: Files, vendor: Vendor = 'upsun'): string[] {
  return found(files, vendor).filter((line) => /^(missing|note)/.test(line));
}

const config = '.upsun/config.yaml';
const app = 'applications:\n  app:\n    type: php:8.5\n';
const routes = "routes:\n  'https://{default}/': { type: upstream, upstream: 'app:http' }\n";
const platform = {
  '.platform/routes.yaml': "'https://{default}/': { type: upstream, upstream: 'shop:http' }\n",
};

describe('an application that another file holds is found', () => {
  test.each<[string, Files]>([
    [
      'beside a list of applications',
      {
        '.platform/applications.yaml': '- !include "shop.yaml"\n',
        '.platform/shop.yaml': 'name: shop\ntype: php:8.2\n',
      },
    ],
    [
      'at the root of the repository',
      {
        '.platform/applications.yaml': '- !include apps/shop.yaml\n',
        'apps/shop.yaml': 'name: shop\ntype: php:8.2\n',
      },
    ],
    [
      'by a path that leads upwards',
      { '.platform/applications.yaml': '- !include ../shop/app.yaml\n', 'shop/app.yaml': 'name: shop\n' },
    ],
    [
      'by an include with properties',
      {
        '.platform/applications.yaml': '- !include\n  type: yaml\n  path: shop.yaml\n',
        '.platform/shop.yaml': '!include really.yaml\n',
        '.platform/really.yaml': 'name: shop\n',
      },
    ],
    [
      'as a whole list',
      {
        '.platform/applications.yaml': '!include all.yaml\n',
        '.platform/all.yaml': 'shop: { type: php:8.2 }\n',
      },
    ],
  ])('%s', (_, files) => {
    expect(found({ ...platform, ...files }, 'platformsh')).toContain('ok Applications: shop');
    expect(flaws({ ...platform, ...files }, 'platformsh')).toEqual([]);
  });

  test('for Upsun as well, with its routes and relationships', () => {
    const files = {
      [config]:
        'applications: !include apps.yaml\nservices: !include ../services.yaml\nroutes: !include routes.yaml\n',
      'apps.yaml': "app: { relationships: { db: 'db:mysql' } }\n",
      'services.yaml': 'db: { type: mariadb:11 }\n',
      '.upsun/routes.yaml': "'https://{default}/': { type: upstream, upstream: app:http }\n",
    };
    expect(found(files)).toContain('ok Applications: app');
    expect(found(files)).toContain('ok Primary route: https://{default}/');
    expect(flaws(files)).toEqual([]);
  });

  test('and a mistake in it is told with its file and line', () => {
    const files = {
      ...platform,
      '.platform/applications.yaml': '- !include shop.yaml\n',
      'shop.yaml': 'name: shop\n\ttype: x\n',
    };
    expect(found(files, 'platformsh')).toEqual([
      expect.stringMatching(/^missing Project configuration: shop\.yaml:2: not valid YAML/),
    ]);
  });

  test.each<[string, Files]>([
    ['a file that is not in the repository', { '.platform/applications.yaml': '- !include gone.yaml\n' }],
    [
      'a file that includes itself',
      {
        '.platform/applications.yaml': '- !include shop.yaml\n',
        '.platform/shop.yaml': '!include shop.yaml\n',
      },
    ],
  ])('but %s is not looked at', (_, files) => {
    expect(found({ ...platform, ...files }, 'platformsh')).toContain(
      'skipped Applications: included from a file that was not looked at',
    );
    expect(flaws({ ...platform, ...files }, 'platformsh')).toEqual([]);
  });

  test.each([
    ['- !include "shop.yaml"', ['shop.yaml']],
    [
      'a: !include ../apps/shop.yml\nb: !include\n  type: yaml\n  path: ./x/y.yaml',
      ['apps/shop.yml', 'x/y.yaml'],
    ],
    ['path: a.yaml', []],
    ['build: !include { type: string, path: build.sh }', []],
  ])('%j asks for %j', (text, expected) => {
    expect(includesIn(text)).toEqual(expected);
  });
});

describe('a name that leads nowhere is told', () => {
  const nowhere = 'which is no application and no service';

  test.each<[string, string, string]>([
    [
      'the upstream of a route',
      `${app}routes:\n  'https://{default}/':\n    type: upstream\n    upstream: 'shop:http'\n`,
      `7: the route https://{default}/ leads to shop, ${nowhere}`,
    ],
    [
      'a relationship to a service',
      `${app}    relationships:\n      database: 'db:mysql'\n${routes}`,
      `5: the relationship database leads to db, ${nowhere}`,
    ],
    [
      'a relationship with properties',
      `${app}    relationships:\n      database:\n        service: db\n${routes}`,
      `5: the relationship database leads to db, ${nowhere}`,
    ],
    [
      'a relationship of one word',
      `${app}    relationships:\n      redis:\n${routes}`,
      `5: the relationship redis leads to redis, ${nowhere}`,
    ],
  ])('%s', (_, text, expected) => {
    const checks = checksOf({ [config]: text });
    expect(flaws({ [config]: text })).toEqual([`missing Services: ${config}:${expected}`]);
    expect(exitCodeOf(checks)).toBe(2);
  });

  test.each<[string, string]>([
    [
      'a service is an upstream',
      `${app}services: { cache: { type: varnish:7.2 } }\n${routes.replace('app:http', 'cache:http')}`,
    ],
    [
      'relationships name services in each form',
      `${app}    relationships: { db: , cache: 'redis:redis', api: { service: api, endpoint: http } }\n  api: { type: php:8.5 }\nservices: { db: { type: mariadb:11 }, redis: { type: redis:7 } }\n${routes}`,
    ],
    [
      'a redirect leads elsewhere',
      `${app}${routes}  'https://www.{default}/': { type: redirect, to: 'https://{default}/' }\n`,
    ],
    [
      'services are included from elsewhere',
      `${app}    relationships: { db: 'db:mysql' }\nservices: !include gone.yaml\n${routes}`,
    ],
    [
      'a mapping is merged in',
      `x: &x { relationships: { db: } }\napplications: { app: { <<: *x } }\nservices: { db: {} }\n${routes}`,
    ],
  ])('and nothing is said where %s', (_, text) => {
    expect(flaws({ [config]: text })).toEqual([]);
  });
});

describe('an application', () => {
  test.each<[string, Files, string]>([
    [
      'without a name',
      { ...platform, '.platform.app.yaml': 'type: php:8.2\n' },
      '.platform.app.yaml:1: this application has no name, so Upsun refuses the push',
    ],
    [
      'without a name in a list',
      { ...platform, '.platform/applications.yaml': '- name: shop\n- type: php:8.2\n' },
      '.platform/applications.yaml:2: this application has no name, so Upsun refuses the push',
    ],
    [
      'with the name of another',
      { ...platform, 'a/.platform.app.yaml': 'name: shop\n', 'b/.platform.app.yaml': '\nname: shop\n' },
      'b/.platform.app.yaml:2: the application in a/.platform.app.yaml:1 is named shop as well',
    ],
  ])('%s is an error', (_, files, expected) => {
    expect(found(files, 'platformsh')).toContain(`missing Applications: ${expected}`);
    expect(exitCodeOf(checksOf(files, 'platformsh'))).toBe(2);
  });
});

describe('files', () => {
  const services = { '.platform.app.yaml': 'name: shop\n', ...platform };

  test('that name services must be valid', () => {
    expect(found({ ...services, '.platform/services.yaml': 'db:\n  type: [mysql\n' }, 'platformsh')).toEqual([
      expect.stringMatching(/^missing Project configuration: \.platform\/services\.yaml:\d: not valid YAML/),
    ]);
  });

  test('that end in .yml are noted beside those that end in .yaml', () => {
    const files = { [config]: app + routes, '.upsun/services.yml': 'services: {}\n' };
    expect(flaws(files)).toEqual([
      'note Project configuration: .upsun/services.yml:1: not read, because its name ends in .yml',
    ]);
  });

  test('of the other kind are noted', () => {
    const files = { [config]: app + routes, ...services };
    expect(flaws(files)).toEqual([
      'note Project configuration: .platform.app.yaml:1: not read, because .upsun/config.yaml goes first; nor are .platform/routes.yaml',
    ]);
    expect(exitCodeOf(checksOf(files))).toBe(0);
  });

  test('with a key that stands twice are noted', () => {
    expect(flaws({ [config]: `${app}${routes}applications:\n  app: {}\n` })).toEqual([
      `note Project configuration: ${config}:6: applications stands in line 1 already, and only the last one counts`,
    ]);
  });

  test.each([
    'applications: { app: { type: nodejs:24, disk: "one\n  two" } }\n',
    'a: &a {}\nb: &b {}\napplications: { app: { <<: *a, <<: *b } }\n',
  ])('in the YAML that the vendors read are well: %j', (text) => {
    expect(flaws({ [config]: text + routes })).toEqual([]);
  });
});

describe('routes', () => {
  test('as a list are an error', () => {
    expect(flaws({ [config]: `${app}routes:\n  - 'https://{default}/': { type: upstream }\n` })).toEqual([
      `missing Routes: ${config}:5: the routes are no mapping of addresses, so Upsun refuses the push`,
    ]);
  });

  test('with typographic quotes are an error', () => {
    const text = `${app}routes:\n  “https://{default}/”: { type: upstream, upstream: 'app:http' }\n`;
    expect(flaws({ [config]: text })).toEqual([
      `missing Routes: ${config}:5: “https://{default}/” is no address: its quotes are not those of YAML, but a part of it`,
    ]);
    expect(checksOf({ [config]: text }).find(({ name }) => name === 'Routes')?.remedy).toBe(
      "Write 'https://{default}/' with straight quotes.",
    );
  });

  test('that are a wildcard alone have no URL to report', () => {
    expect(flaws({ [config]: `${app}${routes.replace('{default}', '*.{default}')}` })).toEqual([
      `note Primary route: ${config}:5: https://*.{default}/ is a wildcard, so the URL that is reported opens nothing`,
    ]);
  });

  test.each(['yes', 'on', 'True', '"true"'])('with primary: %s are primary', (word) => {
    const text = `${app}routes:
  'https://*.{default}/': { type: upstream, upstream: 'app:http' }
  'https://{default}/': { type: upstream, upstream: 'app:http', primary: ${word} }\n`;
    expect(found({ [config]: text })).toContain('ok Primary route: https://{default}/');
  });

  test.each(['no', 'off', 'false'])('with primary: %s are not', (word) => {
    const text = `${app}${routes.replace('app:http', `app:http', primary: ${word}, x: '`)}  'https://www.{default}/': { type: upstream, upstream: 'app:http', primary: yes }\n`;
    expect(found({ [config]: text })).toContain('ok Primary route: https://www.{default}/');
  });
});
