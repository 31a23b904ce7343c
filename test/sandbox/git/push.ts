/** One branch of a push, as the git server tells it to whoever owns the branches. */
export interface Push {
  branch: string;
  /** `null`: the branch is new. */
  oldCommit: string | null;
  /** `null`: the branch is deleted. */
  newCommit: string | null;
  /** Push options by name; empty where none were sent. */
  options: Record<string, string>;
  /** The new commit does not descend from the old one. */
  force: boolean;
  /**
   * What a git started in the repository needs in its environment to see the new commit while the push is not accepted
   * yet: until then git keeps the objects apart.
   */
  environment?: Record<string, string>;
}

/** What stands behind the git server: Upsun, which turns pushes into environments and activities. */
export interface PushReceiver {
  /** Asked before the branch moves. Resolves to the sentence that refuses the push, or to nothing. */
  accept: (push: Push) => Promise<string | undefined>;
  /** Told after the branch moved; resolves once the activity is queued, with its log as lines until its end. */
  received: (push: Push) => Promise<AsyncIterable<string>>;
}
