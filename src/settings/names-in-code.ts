/** The name that a setting has in the code: `DRY_RUN` is `dryRun`. */
export type CodeName<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CodeName<Tail>>}`
  : Lowercase<Name>;

/** The name of a setting in the code, from that of its variable. */
export function codeName(name: string): string {
  return name.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
