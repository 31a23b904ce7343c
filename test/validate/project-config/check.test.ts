import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/validate/checks.ts';
import { checkProjectFiles } from '../../../src/validate/project-config/check.ts';

type Vendor = Parameters<typeof checkProjectFiles>[0];
type Files = Record<string, string | undefined>;

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

const upsun = `applications:
  app:
    type: php:8.5
    source:
      root: /
    hooks:
      build: !include
        type: string
        path: build.sh
    workers:
      queue: !include worker.yaml
services:
  search:
    type: solr:9.6
    configuration:
      conf_dir: !archive solr/conf
routes:
  https://{default}/:
    type: upstream
    upstream: app:http
  https://www.{default}/:
    type: redirect
    to: https://{default}/
`;

const platformApplication = `name: app
type: 'php:8.2'
web:
  locations:
    '/':
      root: public
      passthru: '/index.php'
`;

function routesTo(application: string): string {
  return `"https://{default}/":
  type: upstream
  upstream: "${application}:http"
`;
}

describe('the project configuration is found', () => {
  test.each<[string, Vendor, Files, string, string, string]>([
    [
      'of Upsun',
      'upsun',
      { 'README.md': '', '.upsun/config.yaml': upsun },
      '.upsun/config.yaml',
      'app',
      'https://{default}/',
    ],
    [
      'of Upsun in several files',
      'upsun',
      {
        '.upsun/routes.yaml': 'routes:\n  https://{default}/: { type: upstream, upstream: api:http }\n',
        '.upsun/api.yaml': 'applications: { api: { type: nodejs:24 } }\n',
        '.upsun/web.yaml': 'applications: { web: { type: nodejs:24 } }\n',
        '.upsun/local/project.yaml': 'id: abc123\n',
      },
      '.upsun/api.yaml, .upsun/routes.yaml, .upsun/web.yaml',
      'api, web',
      'https://{default}/',
    ],
    [
      'of Platform.sh',
      'platformsh',
      {
        '.platform.app.yaml': platformApplication,
        '.platform/routes.yaml': routesTo('app'),
        '.platform/services.yaml': '',
      },
      '.platform.app.yaml, .platform/routes.yaml, .platform/services.yaml',
      'app',
      'https://{default}/',
    ],
    [
      'of Web PaaS with several applications',
      'webpaas',
      {
        'backend/.platform.app.yaml': 'name: backend\ntype: python:3.11\n',
        'frontend/.platform.app.yaml': 'name: frontend\ntype: nodejs:18\n',
        '.platform/routes.yaml': routesTo('backend'),
      },
      '.platform/routes.yaml, backend/.platform.app.yaml, frontend/.platform.app.yaml',
      'backend, frontend',
      'https://{default}/',
    ],
    [
      'of Platform.sh with all applications in one file',
      'platformsh',
      {
        '.platform/applications.yaml': 'api:\n  type: php:8.2\nadmin:\n  type: nodejs:16\n',
        '.platform/routes.yaml': routesTo('api'),
      },
      '.platform/applications.yaml, .platform/routes.yaml',
      'api, admin',
      'https://{default}/',
    ],
    [
      'of Platform.sh with a list of applications',
      'platformsh',
      {
        '.platform/applications.yaml': '- name: api\n  type: php:8.2\n- name: admin\n  type: nodejs:16\n',
        '.platform/routes.yaml': routesTo('api'),
      },
      '.platform/applications.yaml, .platform/routes.yaml',
      'api, admin',
      'https://{default}/',
    ],
    [
      'of Platform.sh though the vendor is Upsun',
      'upsun',
      { '.platform.app.yaml': platformApplication, '.platform/routes.yaml': routesTo('app') },
      '.platform.app.yaml, .platform/routes.yaml',
      'app',
      'https://{default}/',
    ],
  ])('%s', (_, vendor, files, paths, applications, route) => {
    expect(found(files, vendor)).toEqual([
      `ok Project configuration: ${paths}`,
      `ok Applications: ${applications}`,
      `ok Primary route: ${route}`,
    ]);
  });
});

describe('the project configuration is missing', () => {
  test.each<[Vendor, Files, string, string]>([
    [
      'upsun',
      { 'index.html': '' },
      'the commit has no .upsun/config.yaml and no .platform.app.yaml',
      'Add .upsun/config.yaml',
    ],
    [
      'platformsh',
      {},
      'the commit has no .platform.app.yaml and no .upsun/config.yaml',
      'Add .platform.app.yaml',
    ],
    [
      'webpaas',
      { '.upsun/config.yaml': upsun },
      'the commit has no .platform.app.yaml',
      'Add .platform.app.yaml',
    ],
    [
      'upsun',
      { '.upsun/config.yml': upsun },
      'the commit has no .upsun/config.yaml',
      'Rename .upsun/config.yml',
    ],
  ])('for %s in %j', (vendor, files, detail, remedy) => {
    const checks = checksOf(files, vendor);
    expect(checks).toEqual([
      {
        name: 'Project configuration',
        result: 'missing',
        detail: expect.stringContaining(detail),
        remedy: expect.stringContaining(remedy),
      },
    ]);
    expect(exitCodeOf(checks)).toBe(2);
  });

  test.each<[string, string | undefined, string]>([
    [
      'it is not YAML',
      'applications:\n  app:\n\ttype: php:8.5\n',
      '.upsun/config.yaml:3: not valid YAML: Tabs are not allowed as indentation',
    ],
    ['it cannot be read', undefined, '.upsun/config.yaml cannot be read'],
  ])('where %s', (_, text, detail) => {
    expect(found({ '.upsun/config.yaml': text, '.upsun/more.yaml': upsun })).toEqual([
      `missing Project configuration: ${detail}`,
    ]);
  });
});

describe('the applications', () => {
  test.each([
    [
      'none is defined',
      'routes: {}\n',
      'missing Applications: no application is defined in .upsun/config.yaml',
    ],
    ['the file is empty', '', 'missing Applications: no application is defined in .upsun/config.yaml'],
    [
      'they are included',
      'applications: !include apps/all.yaml\n',
      'skipped Applications: included from a file that was not looked at',
    ],
    ['one is included', 'applications:\n  shop: !include apps/shop.yaml\n', 'ok Applications: shop'],
  ])('%s', (_, text, expected) => {
    expect(found({ '.upsun/config.yaml': text })).toContainEqual(expected);
  });
});

function routeThatIs(primary: boolean): string {
  return `routes:
  https://{default}/: { type: upstream, primary: ${primary} }
`;
}

describe('the primary route', () => {
  const one = 'applications: { app: { type: nodejs:24 } }\n';
  const two = 'applications: { api: { type: php:8.5 }, web: { type: nodejs:24 } }\n';

  test.each([
    [
      'that of the only upstream',
      `${one}routes:
  https://www.{default}/: { type: redirect, to: 'https://{default}/' }
  https://{default}/: { type: upstream, upstream: app:http }`,
      'ok Primary route: https://{default}/',
    ],
    [
      'the one that says so',
      `${two}routes:
  https://api.{default}/: { type: upstream, upstream: api:http }
  https://{default}/: { type: upstream, upstream: web:http, primary: true }`,
      'ok Primary route: https://{default}/',
    ],
    [
      'the first where none says so',
      `${two}routes:
  https://api.{default}/: { type: upstream, upstream: api:http }
  https://{default}/: { type: upstream, upstream: web:http }`,
      'note Primary route: .upsun/config.yaml:3: none of 2 upstream routes is primary, so the first is: https://api.{default}/',
    ],
    [
      'in doubt where two say so',
      `${two}routes:
  https://api.{default}/: { type: upstream, upstream: api:http, primary: true }
  https://{default}/: { type: upstream, upstream: web:http, primary: true }`,
      'missing Primary route: .upsun/config.yaml:4: several routes are primary: https://api.{default}/, https://{default}/',
    ],
    [
      'not there where all redirect',
      `${one}routes:
  https://{default}/: { type: redirect, to: 'https://example.com/' }`,
      'note Primary route: no route serves an application, so no URL can be reported',
    ],
    [
      "the vendor's own where none is defined",
      one,
      'ok Primary route: no routes are defined; the default one serves app',
    ],
    [
      'open where none is defined for several applications',
      two,
      'note Primary route: no routes are defined, and it is open which application the default one serves',
    ],
    [
      'not judged where the routes are included',
      `${one}routes: !include routes/all.yaml`,
      'skipped Primary route: the routes are included from a file that was not looked at',
    ],
    [
      'not judged where a route is included',
      `${one}routes:
  https://{default}/: !include routes/main.yaml`,
      'skipped Primary route: the routes are included from a file that was not looked at',
    ],
    [
      'not judged without an application',
      'services: {}',
      'skipped Primary route: there is no application to serve',
    ],
  ])('is %s', (_, text, expected) => {
    expect(found({ '.upsun/config.yaml': text })).toContainEqual(expected);
  });

  test('of two files for one URL is that of the second', () => {
    const other = 'routes:\n  https://api.{default}/: { type: upstream, primary: true }\n';
    expect(
      found({
        '.upsun/a.yaml': one + routeThatIs(true),
        '.upsun/b.yaml': other,
        '.upsun/c.yaml': routeThatIs(false),
      }),
    ).toContainEqual('ok Primary route: https://api.{default}/');
  });
});
