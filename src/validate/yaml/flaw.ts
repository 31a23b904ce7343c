/** What is wrong with a text that is not valid YAML. */
export interface Flaw {
  kind: 'flaw';
  problem: string;
  line: number;
  /** Where more is known than that it must be corrected. */
  remedy?: string;
}

/** A key that stands in one mapping twice; the second one counts. */
export interface RepeatedKey {
  key: string;
  line: number;
  first: number;
}
