import * as z from 'zod';
import { isWellFormed } from '../plan/globs.ts';

/** How the text of a variable becomes a value, and what the user may write there. */
export interface Kind<Value> {
  /** Completes the sentence "takes …". */
  takes: string;
  schema: z.ZodType<Value>;
}

export const flag: Kind<boolean> = {
  takes: 'true or false (also 1/0, yes/no)',
  schema: z.stringbool({ truthy: ['true', '1', 'yes'], falsy: ['false', '0', 'no'], case: 'insensitive' }),
};

export const flagOrOnRequest: Kind<boolean | 'on-request'> = {
  takes: 'true or false (also 1/0, yes/no), or on-request',
  schema: z.union([flag.schema, z.string().toLowerCase().pipe(z.literal('on-request'))]),
};

export const text: Kind<string> = { takes: 'text', schema: z.string() };

export const globs: Kind<string> = {
  takes: 'comma-separated globs, e.g. main, feature/**, !feature/draft-*',
  schema: z.string().refine(isWellFormed),
};

/** Globs of files. A folder alone, or an address from the root of a disk, would match no file at all. */
export const fileGlobs: Kind<string> = {
  takes: 'comma-separated globs of files from the root of the repository, e.g. apps/shop/**, !**/*.md',
  schema: globs.schema.refine((glob) => !/^(!\s*)?\.{0,2}\/|\/$/.test(glob)),
};

/** A whole name, as Bitbucket and the marks of environments have it: what is taken over is never a guess. */
export const repositoryName: Kind<string> = {
  takes: 'comma-separated names of repositories, e.g. acme/shop, SHOP/web',
  schema: z.string().regex(/^~?[\w.-]+\/[\w.-]+$/),
};

export const positiveInteger: Kind<number> = {
  takes: 'a whole number above 0',
  schema: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number),
};

export const wholeNumber: Kind<number> = {
  takes: 'a whole number',
  schema: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
};

/** Milliseconds. Zero is refused: a limit of nothing would mean "at once" to one reader and "never" to another. */
export const duration: Kind<number> = {
  takes: 'a duration such as 90s, 30m, 12h or 14d',
  schema: z
    .string()
    .regex(/^[1-9]\d{0,6}[smhd]$/)
    .transform((value) => Number(value.slice(0, -1)) * unitMilliseconds(value.slice(-1))),
};

/** A base address without its trailing slash. Plain http would carry tokens in the open, so only loopback may use it. */
export const address: Kind<string> = {
  takes: 'an https:// address (http:// for loopback hosts only)',
  schema: z
    .string()
    .refine(isSafeAddress)
    .transform((value) => value.replace(/\/+$/, '')),
};

/** A path that no reader takes for the address of another host. */
export const sitePath: Kind<string> = {
  takes: "a path on the environment's own host that begins with a slash, e.g. /health",
  schema: z.string().regex(/^\/(?![/\\])[^\s\\#\p{Cc}]*$/u),
};

/** The Pipelines proxy lies on the step's own network, where plain http is all there is. */
export const proxyAddress: Kind<string> = {
  takes: 'an http:// or https:// address',
  schema: z
    .string()
    .refine((value) => ['http:', 'https:'].includes(URL.parse(value)?.protocol ?? ''))
    .transform((value) => value.replace(/\/+$/, '')),
};

// https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
export const buildKey: Kind<string> = {
  takes: 'a text of at most 1,024 characters on one line',
  schema: z.string().regex(/^\P{Cc}{1,1024}$/u),
};

/** What comes before the name of a variable, and makes one that every shell takes. */
export const variablePrefix: Kind<string> = {
  takes: 'letters, digits and underscores that do not begin with a digit, e.g. SHOP_',
  schema: z.string().regex(/^[A-Za-z_]\w{0,63}$/),
};

export const userAndPassword: Kind<{ user: string; password: string }> = {
  takes: 'user:password',
  schema: z
    .string()
    .regex(/^[^:\s]+:.+$/)
    .transform((value) => {
      const [user = '', ...password] = value.split(':');
      return { user, password: password.join(':') };
    }),
};

/** One of a few words. */
export function choice<const Word extends string>(...words: Word[]): Kind<Word> {
  return { takes: words.join(', '), schema: z.enum(words) };
}

/** One of the keys of a table. */
export function keyOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Kind<Key> {
  return choice(...Object.keys(table).filter((key): key is Key => Object.hasOwn(table, key)));
}

function unitMilliseconds(unit: string): number {
  return unit === 'd' ? 86_400_000 : unit === 'h' ? 3_600_000 : unit === 'm' ? 60_000 : 1000;
}

function isSafeAddress(value: string): boolean {
  const url = URL.parse(value);
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
