import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, expectTypeOf, test } from 'vitest';
import type { EyepieceEvents } from '@/public/embed';
import type { FrameMessage } from './messages';

test('public/embed.js is made from its source', () => {
  const script = path.resolve(import.meta.dirname, '../../scripts/embed-script.mjs');
  expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
});

test('the published types are those of the messages', () => {
  expectTypeOf<EyepieceEvents[keyof EyepieceEvents]>().toEqualTypeOf<FrameMessage>();
  expectTypeOf<keyof EyepieceEvents>().toEqualTypeOf<`eyepiece-${FrameMessage['type']}`>();
});
