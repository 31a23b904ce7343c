/** The id of the environment of a pull request. */
export function previewId(pullRequest: number): string {
  return `pr-${pullRequest}`;
}

/** The number of the pull request that an environment of this id is for; `undefined` for any other id. */
export function pullRequestOf(id: string): number | undefined {
  const number = /^pr-(\d+)$/.exec(id)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Whether an id is kept for the environments of pull requests, so that a branch of that name gets none. */
export function isPreviewId(id: string): boolean {
  return pullRequestOf(id) !== undefined;
}
