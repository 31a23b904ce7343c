import type { Origin } from '../git/clone.ts';
import type { CloneAdvice } from '../git/errors.ts';
import type { Bitbucket } from './bitbucket.ts';
import type { ReportWriter } from './reports.ts';

/** How a run reaches Bitbucket, whichever of its kinds it is. */
export interface Connection {
  /** `undefined` without credentials. */
  bitbucket: Bitbucket | undefined;
  /** Where Code Insights reports go; `undefined` where nobody takes them. */
  insights: ReportWriter | undefined;
  /** Where git fetches from, whatever the clone names. */
  origin: () => Promise<Origin | undefined>;
  /** Where git fetches from if there is no clone. */
  originWithoutClone: Origin | undefined;
  /** Variables that give git the credentials for an address. */
  credentialsFor: (url: string) => Promise<Readonly<Record<string, string>> | undefined>;
  /** What the user can do where the clone or its origin will not do. */
  cloneAdvice: CloneAdvice;
}
