import { existsSync, readFileSync } from "node:fs";

/** Sums up a Vitest or Playwright JSON report; a report that was never written counts as one failure. */
export function tallyVitest(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: [`${file} was not written: the run crashed`] };
  const report = JSON.parse(readFileSync(file, "utf8"));
  const skipped = report.testResults.flatMap((suite) =>
    suite.assertionResults
      .filter((test) => ["pending", "skipped", "todo"].includes(test.status))
      .map((test) => test.fullName),
  );
  // A file that fails to load has no tests of its own, yet the suite has failed.
  const broken = report.testResults.filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0);
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length, skipped };
}

export function tallyPlaywright(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: [`${file} was not written: the run crashed`] };
  const report = JSON.parse(readFileSync(file, "utf8"));
  const tests = report.suites.flatMap(testsOf);
  return {
    passed: tests.filter((test) => test.status === "expected" || test.status === "flaky").length,
    failed: tests.filter((test) => test.status === "unexpected").length + (report.errors?.length ?? 0),
    skipped: tests.filter((test) => test.status === "skipped").map((test) => test.title),
    flaky: tests.filter((test) => test.status === "flaky").map((test) => test.title),
  };
}

function testsOf(suite) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test) => ({ title: spec.title, status: test.status })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)];
}
