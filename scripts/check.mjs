// `npm run check`: format, lint, layers, types, dead code, proto diff, unit tests, bundle budget.
// All of them run, so that one run shows every complaint. `-- --without-unit-tests` is for whoever runs those anyway.
import { ensureBuild, ensureDependencies, next, run, say } from './prepare.mjs';

const steps = [
  ['format and lint', 'npx', ['biome', 'ci', '--error-on-warnings', '.']],
  [
    'layers',
    'npx',
    ['depcruise', '--config', '.dependency-cruiser.mjs', 'app', 'bench', 'components', 'demo', 'e2e', 'lib', 'proto'],
  ],
  ['route types', process.execPath, [next, 'typegen']],
  ['types', 'npx', ['tsc', '--noEmit']],
  ['dead code', 'npx', ['knip']],
  ['proto', 'npm', ['run', '--silent', 'proto:check']],
  ['unit tests', 'npx', ['vitest', 'run']],
  ['bundle budget', process.execPath, ['scripts/bundle-budget.mjs']],
];

await ensureDependencies();
const withoutUnitTests = process.argv.includes('--without-unit-tests');
const failed = [];
for (const [name, command, args] of steps) {
  if (name === 'unit tests' && withoutUnitTests) continue;
  say(`${name} …`);
  if (name === 'bundle budget') await ensureBuild();
  if ((await run(command, args)) !== 0) failed.push(name);
}
if (failed.length > 0) {
  say(`check failed: ${failed.join(', ')}`);
  process.exit(1);
}
say('check passed');
