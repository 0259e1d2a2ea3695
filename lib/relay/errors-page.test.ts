import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isLasting } from './error';
import { relayErrorCodes } from './relay';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/errors.md'), 'utf8');

test.each(relayErrorCodes)('docs/errors.md has the cure for %s and says whether it lasts', (code) => {
  const section = page.split(/^#+ /m).find((text) => text.startsWith(`${code}\n`));
  expect(section?.includes('_Lasting._')).toBe(isLasting[code]);
});
