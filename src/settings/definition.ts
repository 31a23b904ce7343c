import { flag, globs, type Kind, text } from './kinds.ts';

/** The headings of docs/settings.md, in their order. */
export const groups = {
  upsun: 'Upsun',
  cloud: 'Bitbucket Cloud',
  dataCenter: 'Bitbucket Data Center',
  target: 'What to look at',
  behaviour: 'Behaviour',
  reporting: 'Reporting',
} as const;

/** One setting: everything the parser, `pipe.yml` and the documentation say of it. */
export interface SettingDefinition<Value = unknown, Default = unknown> {
  group: keyof typeof groups;
  kind: Kind<Value>;
  default: Default;
  /** For the documentation, in Markdown. */
  meaning: string;
  required?: boolean;
  secret?: boolean;
  /** Its values may be secrets, so that no message shows them. */
  hidden?: boolean;
  /** Names that other tools of the vendor use for the same thing. */
  aliases?: readonly string[];
  /** What the documentation says of a default that is not a constant. */
  defaultText?: string;
}

type Details = Omit<SettingDefinition, 'kind' | 'default' | 'group' | 'meaning'>;

/** Ways to define the settings of one group. */
export function inGroup(group: SettingDefinition['group']) {
  function withDefault<Value>(kind: Kind<Value>, initial: Value, meaning: string, details: Details = {}) {
    return define(kind, initial, meaning, details);
  }
  function optional<Value>(kind: Kind<Value>, meaning: string, details: Details = {}) {
    return define(kind, undefined, meaning, details);
  }
  function define<Value, Default>(
    kind: Kind<Value>,
    initial: Default,
    meaning: string,
    details: Details,
  ): SettingDefinition<Value, Default> {
    return { group, kind, meaning, default: initial, ...details };
  }
  return {
    withDefault,
    optional,
    // The parser refuses a run without it, so this default is never read.
    required: (meaning: string, details: Details = {}) =>
      define(text, '', meaning, { required: true, ...details }),
    text: (meaning: string, details: Details = {}) => optional(text, meaning, details),
    secret: (meaning: string) => optional(text, meaning, { secret: true }),
    flag: (initial: boolean, meaning: string) => withDefault(flag, initial, meaning),
    hiddenList: <Item>(kind: Kind<Item>, meaning: string) => {
      const none: Item[] = [];
      return define(kind, none, meaning, { hidden: true });
    },
    list: (initial: string[], meaning: string, kind: Kind<string> = globs) =>
      define(kind, initial, meaning, {}),
  };
}

/** Whether a setting takes several values. */
export function isList({ default: initial }: SettingDefinition): boolean {
  return Array.isArray(initial);
}
