/** Exit codes of the process, by what ended it. */
export const exitCodes = { done: 0, failure: 1, configuration: 2, refusal: 3 } as const;

export type ErrorKind = Exclude<keyof typeof exitCodes, 'done'>;

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The first line of what an error says, for where there is room for one. */
export function firstLineOf(error: unknown): string {
  return messageOf(error).split('\n')[0] ?? '';
}

/** An error written for the user: what happened, on what, and in `remedy` what to do about it. */
export class PipeError extends Error {
  override name = 'PipeError' as const;
  readonly kind: ErrorKind;
  readonly remedy: string | undefined;
  /** The words of a server that refused what it understood, for whoever can do something about it. */
  readonly refusal: string | undefined;

  constructor(
    kind: ErrorKind,
    message: string,
    options: { remedy?: string; cause?: unknown; refusal?: string } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.remedy = options.remedy;
    this.refusal = options.refusal;
  }
}
