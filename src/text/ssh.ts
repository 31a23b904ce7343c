/** What ssh reads and says. */

/** What ssh says of a host key that it was not told to trust. */
export const unknownHostKey =
  /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No \S+ host key is known/i;
/** What ssh says where no connection came about, or it broke; and what git is ended for. */
export const noConnection =
  /Could not resolve hostname|Connection (refused|timed out|reset|closed|to \S+ port \d+ timed out)|Network is unreachable|No route to host|Timeout, server \S+ not responding|no sign of life/i;

/**
 * The lines of SSH_KNOWN_HOSTS. A CI hands over a variable of several lines with the line breaks that were typed, which
 * may be escaped.
 */
export function knownHostLines(text = ''): string[] {
  return text.split(/\r?\n|\\n/).map((line) => line.trim());
}
