import { type Check } from '../../../src/validate/checks.ts';
import type { CheckName } from '../../../src/validate/table.ts';
import { checkPipelineFile } from '../../../src/validate/pipeline-file/check.ts';

const anything = {
  fetchBranches: true,
  buildPullRequests: true,
  branches: ['**'],
  excludeBranches: [],
  releaseTags: [],
  mainBranch: 'main',
};

/** What is checked of a file, with an environment for branches and pull requests unless said otherwise. */
export function checksOf(text: string | undefined, wanted = {}): Check[] {
  return checkPipelineFile(text, { ...anything, ...wanted });
}

/** The checks of one name, each as `result line 7: detail`. */
export function found(text: string, name: CheckName, wanted = {}): string[] {
  return checksOf(text, wanted)
    .filter((check) => check.name === name)
    .map(written);
}

/** Each check that is not well, as `name result line 7: detail`. */
export function flaws(text: string, wanted = {}): string[] {
  return checksOf(text, wanted)
    .filter(({ result }) => result === 'missing' || result === 'note')
    .map((check) => `${check.name} ${written(check)}`);
}

function written({ result, place, detail }: Check): string {
  return `${result}${place ? ` line ${place.line}` : ''}: ${detail}`;
}

/** The file that the README recommends. */
export const complete = `definitions:
  steps:
    - step: &test
        name: Test
        image: node:24
        script:
          - npm ci
          - npm test
    - step: &deploy
        name: Deploy to Upsun
        concurrency-group: 'upsun-\${BITBUCKET_BRANCH}'
        clone: { depth: full }
        script:
          - pipe: upsun-environments/upsun-environments:0.1.0

pipelines:
  branches:
    main:
      - step: *test
      - step: *deploy
  pull-requests:
    '**':
      - step: *test
      - step: *deploy
  custom:
    clean-up:
      - step:
          clone: { enabled: false }
          script:
            - pipe: upsun-environments/upsun-environments:0.1.0
              variables:
                COMMAND: 'cleanup'

triggers:
  pullrequest-fulfilled:
    - condition: glob(BITBUCKET_BRANCH, "**")
      pipelines: [clean-up]
  pullrequest-rejected:
    - condition: glob(BITBUCKET_BRANCH, "**")
      pipelines: [clean-up]
`;

/** A file whose pull requests run the pipe with these variables. */
export function withVariables(
  variables: string,
  pipe = 'upsun-environments/upsun-environments:0.1.0',
): string {
  return `pipelines:
  pull-requests:
    '**':
      - step:
          script:
            - pipe: ${pipe}
              variables:
                ${variables}
`;
}

/** A step that deploys, indented for the first level below a pattern. */
export const step = `
      - step:
          script:
            - pipe: upsun-environments/upsun-environments:0.1.0
`;
