import { scenario, type Scenario } from './scenario.ts';

/** A pipeline file with nothing to find fault with. */
export const pipelines = `
clone:
  depth: full
pipelines:
  branches:
    '**':
      - step:
          script:
            - &pipe
              pipe: upsun-environments/upsun-environments:1.0.0
  pull-requests:
    '**':
      - step:
          script:
            - *pipe
  custom:
    cleanup:
      - step:
          script:
            - pipe: upsun-environments/upsun-environments:1.0.0
              variables:
                COMMAND: 'cleanup'
triggers:
  pullrequest-fulfilled:
    - condition: 'true'
      pipelines: [cleanup]
  pullrequest-rejected:
    - condition: 'true'
      pipelines: [cleanup]
`;

export const configuration = `
applications:
  app:
    type: nodejs:24
routes:
  https://{default}/:
    type: upstream
    upstream: app:http
    primary: true
`;

export const files = { '.upsun/config.yaml': configuration, 'bitbucket-pipelines.yml': pipelines };

/** A world with nothing to find fault with: a project with a development environment, and all files. */
export async function wellSetUp(...[options]: Parameters<typeof scenario>): Promise<Scenario> {
  const world = await scenario({ files, ...options });
  await world.upsun.addEnvironment({ id: 'pr-1', status: 'active', parent: 'main' });
  return world;
}
