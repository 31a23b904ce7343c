/**
 * The lines of SSH_KNOWN_HOSTS. A CI hands over a variable of several lines with the line breaks that were typed, which
 * may be escaped.
 */
export function knownHostLines(text = ''): string[] {
  return text.split(/\r?\n|\\n/).map((line) => line.trim());
}
