/** The headings of docs/checks.md, in their order. */
export const checkGroups = {
  upsun: 'Upsun',
  bitbucket: 'Bitbucket',
  between: 'Between them',
  commit: 'The commit',
  pipelines: 'bitbucket-pipelines.yml',
  project: 'The project configuration',
} as const;

/** One check: what docs/checks.md says of it, in Markdown. */
export interface CheckDefinition {
  group: keyof typeof checkGroups;
  /** Completes the sentence "The check looks at …". */
  looksAt: string;
  /** What ✖ means. Nothing, where it does not occur. */
  cross?: string;
  /** What – means. */
  dash?: string;
  remedy?: string;
}
