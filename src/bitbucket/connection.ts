import type { Bitbucket } from './bitbucket.ts';
import type { ReportWriter } from './reports.ts';

/** How a run reaches Bitbucket, whichever of its kinds it is. */
export interface Connection {
  /** `undefined` without credentials. */
  bitbucket: Bitbucket | undefined;
  /** Where Code Insights reports go; `undefined` where nobody takes them. */
  insights: ReportWriter | undefined;
  /**
   * Where git fetches from, in the order in which it is tried. None where only the clone could tell. Without a clone,
   * none where the run needs one.
   */
  origins: (clone: { origin: GitOrigin | undefined } | undefined) => Promise<readonly GitOrigin[]>;
  /** Variables that give git the credentials for an address. */
  credentialsFor: (url: string) => Promise<Readonly<Record<string, string>> | undefined>;
  /** What the user can do where the repository cannot be read for whatever reason. */
  unreadable: string;
}

/** A repository on Bitbucket as git fetches from it. */
export interface GitOrigin {
  url: string;
  /** The proxy that authenticates requests to it. */
  proxy: string | undefined;
  /** Variables that give git the credentials for it. */
  environment?: Readonly<Record<string, string>>;
  /** How ssh gets in, where that is the way to it. */
  ssh?: SshAccess;
  /** What failures of git mean there. */
  diagnoses?: readonly GitDiagnosis[];
}

/** The key to show to a server, and the file of host keys to trust. */
export interface SshAccess {
  keyFile: string;
  knownHostsFile: string;
}

/** A way in which git and Bitbucket do not come together, by what git says of it. */
export interface GitDiagnosis {
  pattern: RegExp;
  kind: 'configuration' | 'failure';
  /** Continues a sentence that begins with the server. */
  what: string;
  remedy: string;
}
