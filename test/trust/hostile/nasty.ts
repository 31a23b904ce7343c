import * as fc from 'fast-check';

/** What terminals, shells, YAML, Markdown and addresses act on. */
const signs = [
  '\u001B[2J',
  '\u001B]0;title\u0007',
  '\u001B[31m',
  '\u009B1A',
  '\r',
  '\b',
  '\n',
  '\u0000',
  '$(touch /tmp/x)',
  '`id`',
  "'",
  '"',
  '\\',
  '${HOME}',
  '&amp;',
  '<img src=x>',
  '](javascript:0)',
  '```',
  '*a',
  '&a',
  '<<: *a',
  '!!js/function',
  '- ',
  ': ',
  '| ',
  '\uD800',
  '\u202E',
  '#{x}',
  '%0a',
];

/** Text of others at its worst. */
export const nasty = fc
  .stringMatching(/^[\s\S]{0,3}$/)
  .chain((any) =>
    fc
      .array(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom(...signs), fc.constant(any)),
        { maxLength: 12 },
      )
      .map((parts) => parts.join('')),
  );
