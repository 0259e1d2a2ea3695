import { expect, test } from 'vitest';
import { isOfApi, place, placeholder, withBasePath } from './base-path.mjs';

test.each([
  ['/hubble/map?q=a', '/hubble/map?q=a'],
  ['/map?q=/hubble/', '/hubble/map?q=/hubble/'],
  ['/hubble', '/hubble'],
  ['/hubble/', '/hubble'],
  ['/hubble/?q=a', '/hubble?q=a'],
  ['/hubble?q=a', '/hubble?q=a'],
  ['/', '/hubble'],
  ['/?q=a', '/hubble?q=a'],
  ['/hubble-two/map', '/hubble/hubble-two/map'],
  ['//other.example/map', '/hubble//other.example/map'],
  ['/hubble/../map', '/hubble/../map'],
  ['http://other.example/map', 'http://other.example/map'],
  ['*', '*'],
])('a request for %s is one for %s', (asked, known) => expect(withBasePath(asked, '/hubble')).toBe(known));

test.each(['/', '/map?q=a', '/hubble/'])('without a prefix a request for %s stays what it is', (asked) =>
  expect(withBasePath(asked, '')).toBe(asked),
);

test.each([
  ['/api/v1/live', true],
  ['/api/v1/captures?name=/map', true],
  ['/x/../api/v1/live', true],
  ['/map', false],
  ['/', false],
  ['/map/api/v1/live', false],
  ['/map?to=/api/v1/live', false],
  ['/api/../map', false],
  ['/api/%2E%2e/map', false],
  ['/api/..\\map', false],
  ['/API/v1/live', false],
  ['/api%2fv1/live', false],
  ['//evil.example/api/v1/live', false],
])('whether %s is of the API: %s, with a prefix as without', (asked, known) => {
  for (const prefix of ['', '/net/hubble'])
    expect([isOfApi(asked, prefix), isOfApi(prefix + asked, prefix)]).toEqual([known, known]);
});

test.each([
  ['in paths', `"${placeholder}/_next/"`, '"/net/hubble/_next/"', '"/_next/"'],
  ['alone', `"${placeholder}"`, '"/net/hubble"', '""'],
  ['in patterns', `^\\${placeholder}(?:\\/map)$`, '^\\/net\\/hubble(?:\\/map)$', '^(?:\\/map)$'],
  ['in patterns in texts', `"^\\\\${placeholder}\\\\/map"`, '"^\\\\/net\\\\/hubble\\\\/map"', '"^\\\\/map"'],
])('the prefix takes its place %s, and none leaves nothing', (_, built, placed, without) => {
  expect(place(built, '/net/hubble')).toBe(placed);
  expect(place(built, '')).toBe(without);
});
