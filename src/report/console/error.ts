import { messageOf, PipeError } from '../../errors.ts';
import { HttpError } from '../../http/errors.ts';
import { unexpectedAnswer } from '../../http/unexpected.ts';
import type { Log } from '../../log.ts';

/** A person reads this: the stack is for those who asked for it. */
export function printError(to: Log, thrown: unknown): void {
  const error = thrown instanceof HttpError ? unexpectedAnswer(thrown) : thrown;
  to.line();
  to.error(messageOf(error));
  if (error instanceof PipeError && error.remedy) to.line(`  ${error.remedy}`);
  if (!(error instanceof PipeError))
    to.line('  This is a fault of the pipe. Please report it with DEBUG=true output.');
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    to.debug(cause.stack ?? String(cause));
}
