import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layers } from './layers.mjs';

const root = import.meta.dirname;
let sandbox = '';

beforeAll(() => {
  sandbox = mkdtempSync(path.join(tmpdir(), 'eyepiece-layers-'));
  for (const name of ['layers.mjs', '.dependency-cruiser.mjs', 'tsconfig.json', 'package.json']) {
    cpSync(path.join(root, name), path.join(sandbox, name));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(sandbox, 'node_modules'));
  for (const layer of layers)
    plant(`${layer.folder}/target.ts`, 'export const target = 1;\nexport type Target = number;\n');
});
afterAll(() => rmSync(sandbox, { recursive: true }));

function plant(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(sandbox, file)), { recursive: true });
  writeFileSync(path.join(sandbox, file), text);
}

const forbidden = [
  ['lib/flow/a.ts', '@/lib/rollup/target', 'layer lib/flow'],
  ['lib/feed/b.ts', '@/lib/live/target', 'server code stays out of the browser'],
  ['components/c.tsx', '@/lib/relay/target', 'server code stays out of the browser'],
  ['components/ui/d.tsx', '@/lib/flow/target', 'layer components/ui'],
  ['lib/wire/e.ts', '@/lib/live/target', 'types only lib/wire'],
  ['lib/live/f.ts', '@grpc/grpc-js', 'packages lib/live'],
  ['components/g.tsx', 'cytoscape', 'packages components'],
  ['lib/graph/h.ts', 'react', 'packages lib/graph'],
  ['app/api/i.ts', '@/lib/feed/target', 'layer app/api'],
] as const;

const allowed = [
  ['lib/rollup/j.ts', '@/lib/flow/target'],
  ['lib/relay/k.ts', '@grpc/grpc-js'],
  ['components/service-map/l.tsx', 'cytoscape'],
] as const;

const typesOnly = 'lib/wire/m.ts';

/** Rule names by the file that breaks them, from one run over all planted files. */
const broken = new Map<string, string[]>();

beforeAll(() => {
  for (const [file, imported] of [...forbidden, ...allowed]) {
    plant(file, `import * as it from '${imported}';\nexport const planted = it;\n`);
  }
  plant(typesOnly, "import type { Target } from '@/lib/live/target';\nexport type Planted = Target;\n");
  const cruise = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruise, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'app', 'components', 'lib'];
  const run = spawnSync(process.execPath, args, { cwd: sandbox, encoding: 'utf8' });
  const report = JSON.parse(run.stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  for (const { from, rule } of report.summary.violations) broken.set(from, [...(broken.get(from) ?? []), rule.name]);
}, 60_000);

describe('the import rules of layers.mjs', () => {
  test.each(forbidden)('%s may not import %s', (file, _, rule) => {
    expect(broken.get(file)).toContain(rule);
  });

  test.each(allowed)('%s may import %s', (file) => {
    expect(broken.get(file)).toBeUndefined();
  });

  test('lib/wire may import types of lib/live', () => {
    expect(broken.get(typesOnly)).toBeUndefined();
  });

  test('ARCHITECTURE.md quotes every layer', () => {
    const page = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8').replace(/ +/g, ' ');
    for (const { folder, purpose } of layers) expect(page).toContain(`| \`${folder}\` | ${purpose} |`);
  });
});
