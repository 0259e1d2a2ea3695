import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HostMessage, readHostMessage, written } from './messages';

const messages: fc.Arbitrary<HostMessage> = fc.oneof(
  fc.record({ type: fc.constant('setFilter' as const), filter: fc.string() }),
  fc.record({
    type: fc.constant('setTime' as const),
    from: fc.option(fc.string({ maxLength: 64 })),
    to: fc.option(fc.string({ maxLength: 64 })),
  }),
  fc.record({ type: fc.constant('setTheme' as const), theme: fc.constantFrom('dark', 'light', 'auto') }),
  fc.record({
    type: fc.constant('setNamespaces' as const),
    namespaces: fc.array(fc.stringMatching(/^[a-z0-9-]{1,63}$/)),
  }),
  fc.record({
    type: fc.constant('setToken' as const),
    token: fc.stringMatching(/^[\w-]{1,20}\.[\w-]{1,20}\.[\w-]{1,20}$/),
  }),
);

test('what is written is read as the same', () => {
  fc.assert(
    fc.property(messages, (message) => {
      expect(readHostMessage(structuredClone(written(message)))).toEqual({ ok: true, message });
    }),
  );
});

test('anything at all is read without a throw, and nothing else as ours', () => {
  fc.assert(
    fc.property(fc.anything(), (data) => {
      expect(readHostMessage(data)).toBe(null);
    }),
  );
});

test('hostile fields are refused with a sentence', () => {
  const types = fc.constantFrom(
    'setFilter',
    'setTime',
    'setTheme',
    'setNamespaces',
    'setToken',
    'constructor',
    '__proto__',
    7,
  );
  const fields = fc.dictionary(
    fc.constantFrom('filter', 'from', 'to', 'theme', 'accent', 'namespaces', 'token'),
    fc.anything(),
  );
  fc.assert(
    fc.property(types, fields, (type, rest) => {
      const read = readHostMessage({ ...rest, eyepiece: 1, type });
      if (read?.ok) expect(readHostMessage(written(read.message))).toEqual(read);
      else expect(read?.problem).toMatch(/\.$/);
    }),
  );
});

test.each([
  { eyepiece: 2, type: 'setFilter', filter: '' },
  { type: 'setFilter', filter: '' },
  Object.create({ eyepiece: 1, type: 'setFilter', filter: '' }),
])('another version, or none, is not ours', (data) => {
  expect(readHostMessage(data)).toBe(null);
});

test.each([
  { type: 'setFilter', filter: 'x'.repeat(5_000) },
  { type: 'setFilter', filter: ['ns:shop'] },
  { type: 'setTime', from: 15, to: null },
  { type: 'setTheme', theme: 'pink' },
  { type: 'setToken', token: 'a.b' },
  { type: 'setToken', token: 'a.b.c d' },
  { type: 'setTheme', theme: 'dark', accent: 'url(https://x)' },
  { type: 'setNamespaces', namespaces: 'shop' },
  { type: 'setNamespaces', namespaces: ['a b'] },
  { type: 'setNamespaces', namespaces: Array.from({ length: 201 }, () => 'a') },
  { type: 'toString' },
])('%j is refused', (fields) => {
  expect(readHostMessage({ eyepiece: 1, ...fields })).toMatchObject({ ok: false });
});
