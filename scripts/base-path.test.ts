import { expect, test } from 'vitest';
import { place, placeholder, withBasePath } from './base-path.mjs';

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
  ['in paths', `"${placeholder}/_next/"`, '"/net/hubble/_next/"', '"/_next/"'],
  ['alone', `"${placeholder}"`, '"/net/hubble"', '""'],
  ['in patterns', `^\\${placeholder}(?:\\/map)$`, '^\\/net\\/hubble(?:\\/map)$', '^(?:\\/map)$'],
  ['in patterns in texts', `"^\\\\${placeholder}\\\\/map"`, '"^\\\\/net\\\\/hubble\\\\/map"', '"^\\\\/map"'],
])('the prefix takes its place %s, and none leaves nothing', (_, built, placed, without) => {
  expect(place(built, '/net/hubble')).toBe(placed);
  expect(place(built, '')).toBe(without);
});
