import type { CommitHash } from '../plan/commit.ts';

/**
 * A Code Insights report, as it is shown beside a commit and on its pull requests. Its texts and lists are of any length:
 * the adapters leave out the end of what is too long for their Bitbucket.
 */
export interface Report {
  title: string;
  details: string;
  /** `undefined`: nothing was decided, and nothing will be. */
  result: 'PASSED' | 'FAILED' | undefined;
  link: string;
  /** Where `link` is longer than Bitbucket takes, the first of these that is not stands for it. */
  otherLinks: readonly string[];
  /** The most important first: a server that takes fewer leaves out the last. */
  data: readonly ReportData[];
  annotations: readonly Annotation[];
}

/** Where reports go. */
export interface ReportWriter {
  /** Characters that are shown of the details of a report and of each of its annotations. */
  longestDetails: number;
  /** Makes the report of this id on a commit, or replaces it. Throws a PipeError where it is refused. */
  setReport: (commit: CommitHash, id: string, report: Report, signal: AbortSignal) => Promise<void>;
}

/** One line of a report. A duration is in milliseconds. */
export type ReportData = { title: string } & (
  | { type: 'TEXT'; value: string }
  | { type: 'DURATION'; value: number }
  | { type: 'LINK'; value: { text: string; href: string } }
);

/** A remark of a report. */
export interface Annotation {
  /** One line. */
  summary: string;
  details: string;
  severity: 'HIGH' | 'MEDIUM';
  link: string | undefined;
}

/** A comment on a pull request as a whole. */
export interface PullRequestComment {
  /** Rises from one comment to the next. */
  id: number;
  /** Markdown, as it was written. */
  text: string;
  /** Counts the changes of the text, where the server wants to be told which one is replaced. */
  version?: number;
}

/** The comments of a repository's pull requests. Every method throws a PipeError that says what was refused. */
export interface PullRequestComments {
  /** Characters that a comment can have; the adapters cut off the end of a longer one. */
  longestText: number;
  /** Those that were not deleted: a list that was read to its last page. */
  comments: (pullRequest: number, signal: AbortSignal) => Promise<PullRequestComment[]>;
  createComment: (pullRequest: number, text: string, signal: AbortSignal) => Promise<PullRequestComment>;
  /** Replaces the text of a comment, which only its author is allowed to do. */
  updateComment: (
    pullRequest: number,
    comment: PullRequestComment,
    text: string,
    signal: AbortSignal,
  ) => Promise<PullRequestComment>;
}
