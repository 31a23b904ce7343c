import type { CheckDefinition } from './definition.ts';

/** What a push would bring to Upsun. */
export const commitChecks = {
  Commit: {
    group: 'commit',
    looksAt: 'whether the commit and its history are there',
    cross: 'they could not be fetched',
    dash: 'the branch is gone or empty, or the repository could not be read',
    remedy: 'As the line says',
  },
  'Git LFS': {
    group: 'commit',
    looksAt: 'files in Git LFS',
    dash: 'Upsun builds with the pointers in their place',
    remedy: 'Keep these files in git itself, or download them in the build hook',
  },
  Submodules: {
    group: 'commit',
    looksAt: 'addresses of submodules',
    dash: 'Upsun cannot reach them, or needs the deploy key of the project for it',
    remedy: 'Give a whole address, and the repository that key',
  },
  'Project configuration': {
    group: 'project',
    looksAt: 'the files that Upsun reads',
    cross: 'there are none, or one is not valid YAML',
    dash: 'a file is beside them that Upsun does not read; or there is no commit to look at',
    remedy: 'Only names that end in `.yaml` are read',
  },
  Applications: {
    group: 'project',
    looksAt: 'the applications that are defined, and their names',
    cross: 'there is none, one has no name, or two have the same',
    dash: 'they are included from a file that was not found',
    remedy: 'Define one application, with a name of its own',
  },
  Services: {
    group: 'project',
    looksAt: 'whether what routes and relationships name is there',
    cross: 'there is no such application or service, so Upsun refuses the push',
    remedy: 'Define it, or correct the name',
  },
  Routes: {
    group: 'project',
    looksAt: 'the form of the routes',
    cross: 'they are a list, or one is no address',
    remedy: 'Write each one as an address with its type below',
  },
  'Primary route': {
    group: 'project',
    looksAt: 'which URL is reported',
    cross: 'several routes are primary',
    dash: 'none is, or none that a browser opens',
    remedy: 'Write `primary: true` to the route whose URL should be reported',
  },
} as const satisfies Record<string, CheckDefinition>;
