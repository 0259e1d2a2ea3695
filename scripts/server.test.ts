import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** A module and all of ours that it imports. */
function withImports(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name = ''] of read(file).matchAll(/from '(\.[^']+)'/g)) {
    withImports(path.join(path.dirname(file), name), found);
  }
  return found;
}

test.each(['scripts/server.mjs', 'next.config.js'])('the image holds all that %s needs', (file) => {
  const image = read('deploy/Dockerfile')
    .split(/^FROM /m)
    .at(-1);
  for (const needed of withImports(file)) expect(image).toContain(`/app/${needed}`);
});
