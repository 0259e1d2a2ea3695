// `npm test`: installs what the tests need, builds once, runs the unit and the browser tests,
// and ends with the line "N passed, N failed".
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureBuild, ensureDependencies, ensureTools, root, run, say } from './prepare.mjs';

const reports = path.join(root, '.cache/reports');
const results = [];

await ensureDependencies();
const { chromium, nginx } = ensureTools();
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

say('unit tests …');
const unit = path.join(reports, 'unit.json');
const unitCode = await run('npx', [
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unit}`,
]);
results.push(
  tally('unit', unit, unitCode, (report) => [report.numPassedTests, report.numFailedTests, report.numPendingTests]),
);

await ensureBuild();
say('browser tests …');
const browser = path.join(reports, 'browser.json');
const browserCode = await run('npx', ['playwright', 'test', ...process.argv.slice(2)], {
  CHROMIUM: chromium,
  NGINX: nginx,
  PLAYWRIGHT_JSON_OUTPUT_NAME: browser,
});
results.push(
  tally('browser', browser, browserCode, ({ stats }) => [
    stats.expected + stats.flaky,
    stats.unexpected,
    stats.skipped,
  ]),
);

const sum = (index) => results.reduce((total, counts) => total + counts[index], 0);
const skipped = sum(2) ? `, ${sum(2)} skipped` : '';
process.stdout.write(`\n${sum(0)} passed, ${sum(1)} failed${skipped}\n`);
process.exit(sum(1) > 0 ? 1 : 0);

/** [passed, failed, skipped] of one runner; a runner that failed without a failed test counts as one. */
function tally(name, file, code, read) {
  try {
    const [passed, failed, skippedHere] = read(JSON.parse(readFileSync(file, 'utf8')));
    if (code !== 0 && failed === 0) {
      say(`the ${name} tests ended with code ${code} although no test failed.`);
      return [passed, 1, skippedHere];
    }
    return [passed, failed, skippedHere];
  } catch {
    say(`the ${name} tests left no report.`);
    return [0, 1, 0];
  }
}
