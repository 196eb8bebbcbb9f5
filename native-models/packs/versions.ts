/**
 * Order of two pack versions, as semantic versioning has it (semver.org, section 11): numbers by value, a pre-release
 * (1.0.0-beta) before its release, what follows a plus sign only to tell equals apart. Negative if `a` comes first.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  return (
    compareLists(left.core, right.core) ||
    Number(left.pre.length === 0) - Number(right.pre.length === 0) ||
    compareLists(left.pre, right.pre) ||
    compareText(a, b)
  );
}

function partsOf(version: string): { core: readonly string[]; pre: readonly string[] } {
  const [plain = ""] = version.split("+");
  const dash = plain.indexOf("-");
  const core = dash < 0 ? plain : plain.slice(0, dash);
  return { core: core.split("."), pre: dash < 0 ? [] : plain.slice(dash + 1).split(".") };
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareIdentifiers(a[i] as string, b[i] as string);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareIdentifiers(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) return Number(a) - Number(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return compareText(a, b);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
