/** A comment on a pull request as a whole. */
export interface PullRequestComment {
  id: string | number;
  text: string;
  /** Counts the changes of the text, where the server wants to be told which one is replaced. */
  version?: number;
}

/** A Code Insights report, as it is shown beside a commit and on its pull requests. */
export interface Report {
  title: string;
  details: string;
  /** `undefined`: neither has been decided. */
  result: 'PASSED' | 'FAILED' | 'PENDING' | undefined;
  link: string | undefined;
  data: readonly ReportData[];
  annotations: readonly ReportAnnotation[];
}

/** One line of a report. Dates are milliseconds since 1970, durations milliseconds. */
export type ReportData = { title: string } & (
  | { type: 'TEXT'; value: string }
  | { type: 'BOOLEAN'; value: boolean }
  | { type: 'NUMBER' | 'PERCENTAGE' | 'DATE' | 'DURATION'; value: number }
  | { type: 'LINK'; value: { text: string; href: string } }
);

/** A remark of a report, on a file and line of the commit where it has them. */
export interface ReportAnnotation {
  message: string;
  severity: 'LOW' | 'MEDIUM' | 'HIGH';
  path?: string;
  line?: number;
  link?: string;
}

/** A deployment of a commit to an environment. */
export interface Deployment {
  key: string;
  /** Rises with each deployment of this key to this environment; the same one is replaced. */
  sequence: number;
  name: string;
  description: string;
  state: 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED' | 'STOPPED';
  /** Where the deployment itself is looked at. */
  url: string;
  environment: {
    key: string;
    name: string;
    type: 'DEVELOPMENT' | 'STAGING' | 'PRODUCTION';
    /** The deployed site. */
    url: string | undefined;
  };
}
