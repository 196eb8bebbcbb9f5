/** One step from `version - 1` to `version`. A released step is never changed; the next one follows it. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
