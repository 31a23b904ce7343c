/** The environment variables of the process. */
export type Variables = Readonly<Record<string, string | undefined>>;
