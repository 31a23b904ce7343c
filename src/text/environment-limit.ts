/**
 * In what words a server may say that a project can have no further active environment. Upsun documents none, so these are
 * the ways in which such a limit is put. What else has limits must not be taken for it: a run that meets this one may end
 * well.
 */
const environments = String.raw`(?:(?:active|live|running|preview|development|staging|non-production|paused|and|or|additional|further|more)\s+)*environments?`;

const ways = [
  String.raw`\b${environments}\s+(?:limit|quota)\s+(?:of\s+(?:\d+|(?:the|this|your)\s+\w+)\s+)?(?:is\s+|was\s+|has\s+been\s+)?(?:already\s+)?(?:reached|exceeded|hit|full)`,
  String.raw`\b(?:reached|exceed(?:s|ed)?|hit)\s+(?:the|its|your|this)\s+(?:\S+\s+){0,2}?${environments}\s+(?:limit|quota)\b`,
  String.raw`\b(?:maximum|max\.?|limit|quota)\s+(?:number\s+)?(?:of|for)\s+(?:\(?\d+\)?\s+)?${environments}\b`,
  String.raw`\b(?:exceed(?:s|ed)?|over)\s+the\s+number\s+of\s+${environments}\b`,
  String.raw`\b(?:allows?|allowed|permits?|includes?|limited\s+to)\s+(?:only\s+|just\s+|up\s+to\s+|at\s+most\s+|a\s+maximum\s+of\s+|no\s+more\s+than\s+)?(?:\d+|no)\s+${environments}\b`,
  String.raw`\btoo\s+many\s+(?:active|live|running|preview|development)\s+environments\b`,
].map((way) => new RegExp(way, 'i'));

/** What a limit may be of that an environment has, or that the server puts on requests. */
const otherLimits =
  /\b(cpu|memory|ram|disk|storage|inodes?|sizes?|bytes|[kmgt]i?b|resources?|containers?|services?|variables?|secrets?|names?|titles?|characters|length|rate|requests?|per\s+(?:second|minute|hour|day)|times?|timeouts?|seconds|minutes|concurren\w*|simultaneous\w*|parallel|activit\w+|builds?|deployments?|backups?|domains?|routes?|users?|commits?|files?|push(es)?)\b/i;

/** The sentence of a text that says so; `undefined` where none does for certain. */
export function environmentLimitIn(text: string): string | undefined {
  return text
    .split(/[\n;]|\.\s|:\s/)
    .map((sentence) => sentence.trim().replace(/\.$/, ''))
    .find((sentence) => ways.some((way) => way.test(sentence)) && !otherLimits.test(sentence));
}
