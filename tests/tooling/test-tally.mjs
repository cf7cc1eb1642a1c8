// Prints `tests: N passed, N failed` from Vitest's JSON report, for .ci/run, which may run it on an old Node.
import { readFileSync } from "node:fs";

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
const broken = report.testResults.filter(
  ({ status, assertionResults }) =>
    status === "failed" && !assertionResults.some((one) => one.status === "failed"),
);
// A file that could not be loaded, or whose hook failed, has no failed test of its own and must count.
const failed = report.numFailedTests + broken.length;
const skipped = report.numPendingTests + report.numTodoTests;
const unexplained = failed === 0 && report.success === false ? 1 : 0;
const tail = skipped > 0 ? `, ${skipped} skipped` : "";
console.log(`tests: ${report.numPassedTests} passed, ${failed + unexplained} failed${tail}`);
