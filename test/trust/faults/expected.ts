/** What is expected of a run in which a call goes wrong, by the kind of the call and of the fault. */
import type { Result } from './cell.ts';
import type { FaultName } from './faults.ts';

/** Faults that mean the same to whoever called. */
export const faultKinds = {
  passing: ['answer lost once', '429 once', '429 with Retry-After once', '500 once', '503 once'],
  'unauthorized once': ['401 once'],
  'busy once': ['409 once', '423 once'],
  unauthorized: ['401'],
  forbidden: ['403'],
  'not found': ['404'],
  busy: ['409', '423'],
  away: ['refused', 'reset in mid-body', '429', '500', '502 with HTML', '503', 'redirect to another host'],
  unreadable: ['cut JSON', 'wrong types', 'empty body'],
  stuck: ['slow body', 'endless body'],
} as const satisfies Record<string, readonly FaultName[]>;

export type FaultKind = keyof typeof faultKinds;
type Expected = Record<FaultKind, Result>;

export const faultKindNames = Object.keys(faultKinds) as FaultKind[];

/** Each fault ends so, but for those that are named. */
function each(result: Result, others: Partial<Expected> = {}): Expected {
  return { ...(Object.fromEntries(faultKindNames.map((kind) => [kind, result])) as Expected), ...others };
}

/** A kind of call. The first one that matches decides. */
export interface CallKind {
  name: string;
  reason: string;
  calls: RegExp;
  /** The errand in which they are of this kind; any where it is left out. */
  errand?: RegExp;
  expected: Expected;
}

const passes = { passing: 'fine' } as const;
/** The token of a session is renewed. */
const renews = { ...passes, 'unauthorized once': 'fine' } as const;

export const callKinds: readonly CallKind[] = [
  {
    name: 'the log of an activity',
    reason: 'The activity decides, not what its log shows.',
    calls: /^upsun-api GET .*\/log$/,
    expected: each('fine'),
  },
  {
    name: 'the routes of what is live',
    reason: 'The deployment stands. Its address is missing in the reports, which a warning says.',
    calls: /\/deployments\/current$/,
    expected: each('warned', { ...renews, 'not found': 'fine' }),
  },
  {
    name: "a report's predecessor, which is deleted",
    reason: 'The new report tells what Bitbucket refuses.',
    calls: /^bitbucket-api DELETE .*\/reports\//,
    expected: each('warned', {
      ...renews,
      unauthorized: 'fine',
      forbidden: 'fine',
      'not found': 'fine',
      unreadable: 'fine',
    }),
  },
  {
    name: 'a build status, a report, a deployment',
    reason: 'A report that fails never fails a deployment. What Bitbucket answers to it does not matter.',
    calls: /\/(?:statuses\/build|builds|reports\/…(?:\/annotations)?|deployments)$/,
    expected: each('warned', { ...passes, unreadable: 'fine' }),
  },
  {
    name: 'a comment',
    reason: 'The same; but which comment it is, the answer tells.',
    calls: /\/comments$|\/pull-requests\/\d+\/activities$/,
    expected: each('warned', passes),
  },
  {
    name: 'the lists for the clean-up after a deployment',
    reason: 'The deployment stands. Nothing is deleted on a list that could not be read.',
    calls: /\/(?:branches|pullrequests|pull-requests)$/,
    errand: /^deploying/,
    expected: each('warned', passes),
  },
  {
    name: 'a fetch by git from Bitbucket',
    reason:
      'Git tries each way once. The sandbox has one; on Cloud, the address of the repository is another. Nothing is deployed for this target; the others go on.',
    calls: /\/(?:info\/refs|git-upload-pack)$/,
    expected: each('failed', { 'unauthorized once': 'fine' }),
  },
  {
    name: 'what tells of an integration and of the kind of project',
    reason: 'Only an admin is allowed to read these. Without them, the pipe does with what it knows.',
    calls: /^upsun-api GET \/projects\/…\/(?:settings|integrations)$/,
    expected: each('failed', { ...renews, forbidden: 'fine', 'not found': 'fine' }),
  },
  {
    name: "Bitbucket's word on a deletion",
    reason: 'What it does not know is not known to be closed: the environment stays, with that reason.',
    calls: /^(?:bitbucket-api|data-center) GET .*\/(?:pullrequests|pull-requests)\/2$/,
    expected: each('failed', { ...passes, 'not found': 'fine' }),
  },
  {
    name: 'an environment that is deleted',
    reason: 'What does not exist needs no deletion.',
    calls: /^upsun-api GET .*\/environments\/pr-2$/,
    expected: each('failed', { ...renews, 'not found': 'fine' }),
  },
  {
    name: 'what is under way in an environment that is deleted',
    reason: 'Looked at again as long as the environment is busy. What does not exist has nothing under way.',
    calls: /^upsun-api GET .*\/environments\/pr-2\/activities$/,
    expected: each('failed', { ...renews, 'busy once': 'fine', 'not found': 'fine' }),
  },
  {
    name: 'a deactivation',
    reason: 'Tried again as long as the environment is busy. Nothing is called done that no activity shows.',
    calls: /\/deactivate$/,
    expected: each('failed', { ...renews, 'busy once': 'fine' }),
  },
  {
    name: 'a deletion',
    reason: 'Done when the environment is seen to be gone, whatever is answered.',
    calls: /^upsun-api DELETE /,
    expected: each('failed', { ...renews, 'busy once': 'fine' }),
  },
  {
    name: 'an environment that is deployed',
    reason: 'Needed for the verdict. While git pushes, one look more or less does not matter.',
    calls: /^upsun-api GET .*\/environments\/pr-1$/,
    expected: each('failed', { ...renews, 'busy once': 'fine' }),
  },
  {
    name: 'an edit of an environment',
    reason: 'Tried again as long as the environment is busy. What the answer says is not needed.',
    calls: /^upsun-api PATCH /,
    expected: each('failed', { ...renews, 'busy once': 'fine', unreadable: 'fine' }),
  },
  {
    name: 'reads of Upsun that a plan or a verdict needs, and an SSH certificate',
    reason:
      'Nothing is planned or called a success on a guess. An access token that is refused is renewed once.',
    calls: /^upsun-api GET |^upsun-auth POST \/ssh$/,
    expected: each('failed', renews),
  },
  {
    name: 'an access token, and reads of Bitbucket that a plan needs',
    reason: 'A token that is refused cannot be renewed.',
    calls: /^upsun-auth POST |^(?:bitbucket-api|data-center) GET /,
    expected: each('failed', passes),
  },
];

/** Cells that end otherwise than their kind. */
export const exceptions: readonly {
  calls: RegExp;
  faults: readonly FaultName[];
  expected: Result;
  reason: string;
}[] = [
  {
    calls: /\/deactivate$/,
    faults: ['500 once'],
    expected: 'failed',
    reason: 'Nobody knows whether a server that failed did it all the same. The next run looks again.',
  },
  {
    calls: /\/git-upload-pack$/,
    faults: ['answer lost once'],
    expected: 'fine',
    reason: 'Git sends it again.',
  },
  {
    calls: / GET .*\/commits?\/…$/,
    faults: ['404'],
    expected: 'fine',
    reason: 'Git knows the commit as well.',
  },
  {
    calls: /\/default-branch$/,
    faults: ['404'],
    expected: 'fine',
    reason: 'A repository without a default branch answers so.',
  },
  {
    calls: /^data-center POST .*\/deployments$/,
    faults: ['404'],
    expected: 'fine',
    reason: 'A server that is too old to know deployments answers so.',
  },
  {
    calls: /^data-center PUT .*\/reports\/…$/,
    faults: faultKinds.unreadable,
    expected: 'warned',
    reason: 'Whoever answers so has not stored the report, and its annotations find none.',
  },
];

/** What is expected of one call with one fault. */
export function expectedOf(errand: string, call: string, fault: FaultName): Result | undefined {
  const exception = exceptions.find((one) => one.calls.test(call) && one.faults.includes(fault));
  if (exception) return exception.expected;
  const kind = callKinds.find(({ calls, errand: only }) => calls.test(call) && (only?.test(errand) ?? true));
  const name = faultKindNames.find((one) => (faultKinds[one] as readonly FaultName[]).includes(fault));
  return name && kind?.expected[name];
}
