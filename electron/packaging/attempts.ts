interface Failure {
  readonly name: string;
  readonly cause: Error;
}

/** What failed in this run of Forge, which loads its configuration and all makers once. */
const failures: Failure[] = [];

/**
 * Makes one installer. Forge gives all of them up when one fails; here its failure is kept until the others are made and
 * gathered, and answered by no files.
 */
export async function attempt(name: string, make: () => Promise<string[]>): Promise<string[]> {
  try {
    return await make();
  } catch (thrown) {
    failures.push({ name, cause: thrown instanceof Error ? thrown : new Error(String(thrown)) });
    return [];
  }
}

/** Throws if anything failed since the last call, with what was made all the same. */
export function throwFailures(made: readonly string[]): void {
  const found = failures.splice(0);
  if (found.length === 0) return;
  const said = found.map(({ name, cause }) => `${name} could not be made: ${cause.message}`);
  const rest =
    made.length === 0 ? "Nothing was made." : `Made all the same:\n${made.map((file) => `  ${file}`).join("\n")}`;
  throw new Error([...said, rest].join("\n"), { cause: found[0]?.cause });
}
