// `npm run check`: format, lint, layers, types, dead code, proto diff, unit tests, bundle budget.
// All of them run, so that one run shows every complaint. `-- --without-unit-tests` is for whoever runs those anyway.
import { spawn } from 'node:child_process';
import { ensureBuild, ensureDependencies, next, root, run, say } from './prepare.mjs';

// What needs no other's result, side by side: each takes one core for most of its time.
const lanes = [
  [
    ['route types', process.execPath, [next, 'typegen']],
    ['types', 'npx', ['tsc', '--noEmit']],
  ],
  [
    ['format and lint', 'npx', ['biome', 'ci', '--error-on-warnings', '.']],
    [
      'layers',
      'npx',
      ['depcruise', '--config', '.dependency-cruiser.mjs', 'app', 'bench', 'components', 'demo', 'e2e', 'lib', 'proto'],
    ],
    ['dead code', 'npx', ['knip']],
    ['proto', 'npm', ['run', '--silent', 'proto:check']],
  ],
];
const failed = [];

await ensureDependencies();
await Promise.all(lanes.map(runLane));
if (!process.argv.includes('--without-unit-tests')) await runAlone('unit tests', 'npx', ['vitest', 'run']);
await ensureBuild();
await runAlone('bundle budget', process.execPath, ['scripts/bundle-budget.mjs']);
if (failed.length > 0) {
  say(`check failed: ${failed.join(', ')}`);
  process.exit(1);
}
say('check passed');

async function runAlone(name, command, args) {
  say(`${name} …`);
  if ((await run(command, args)) !== 0) failed.push(name);
}

async function runLane(steps) {
  for (const [name, command, args] of steps) {
    const { code, output } = await runKeepingOutput(command, args);
    say(name);
    process.stdout.write(output);
    if (code !== 0) failed.push(name);
  }
}

/** What it writes comes with its end, so that it does not mix with what runs beside it. */
function runKeepingOutput(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
