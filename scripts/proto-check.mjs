// The generated code must be what buf makes of the .proto files today.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fail, root } from './prepare.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'eyepiece-proto-'));
const call = (command, args) => spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status;

try {
  if (call('npx', ['buf', 'generate', '--output', folder]) !== 0) fail('buf generate failed; see its message above.');
  const same = call('diff', ['--recursive', '--brief', path.join(folder, 'proto/gen'), 'proto/gen']);
  if (same !== 0) fail('proto/gen is not what buf generates from proto/; run "npm run proto" and commit the result.');
} finally {
  rmSync(folder, { recursive: true });
}
