/** A commit as people write it. */
export function short(commit: string): string {
  return commit.slice(0, 8);
}
