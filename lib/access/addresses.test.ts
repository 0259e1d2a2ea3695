import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientAddress, networkOf, plainAddress, readAddresses } from './addresses';

const includes = (text: string) => {
  const read = readAddresses(text);
  if (!read.ok) throw new Error(read.problem);
  return read.includes;
};

describe('a list of addresses', () => {
  test.each([
    ['10.0.0.0/8', '10.200.3.4', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['192.0.2.7, fd00::/8', 'fd12::1', true],
    ['fd00::/8', 'fe80::1', false],
    ['::1', '::1', true],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '', false],
    ['', '127.0.0.1', false],
    ['127.0.0.1', 'localhost', false],
  ])('%s with %s in it: %s', (list, address, found) => {
    expect(includes(list)(address)).toBe(found);
  });

  test.each(['10.0.0.0/33', '10.0.0/8', 'fd00::/129', 'proxy.example', '10.0.0.0/8/8', '10.0.0.0/', '10.0.0.0/-1'])(
    '%s is said to be no range',
    (word) => {
      const read = readAddresses(word);
      expect(read.ok ? '' : read.problem).toContain(`"${word}" is no address or range`);
    },
  );
});

test.each([
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['::FFFF:10.1.2.3', '10.1.2.3'],
  ['::ffff:a01:203', '10.1.2.3'],
  ['0:0:0:0:0:ffff:10.1.2.3', '10.1.2.3'],
  ['::ffff:0:10.1.2.3', '::ffff:0:10.1.2.3'],
  ['::10.1.2.3', '::10.1.2.3'],
  ['fe80::1%eth0', 'fe80::1'],
  [' 10.1.2.3', '10.1.2.3'],
  ['10.1.2.3:4444', ''],
  ['unknown', ''],
  [undefined, ''],
])('the address in %s is %s', (text, address) => {
  expect(plainAddress(text)).toBe(address);
});

describe('whose request it is', () => {
  const isProxy = includes('10.0.0.0/8');

  test.each([
    ['203.0.113.9', null, '203.0.113.9'],
    // Nobody but a proxy is heard on it.
    ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
    // The reader's own claim stands first and does not count.
    ['10.0.0.1', '6.6.6.6, 198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '198.51.100.1, 10.0.0.2', '198.51.100.1'],
    ['10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['10.0.0.1', 'nonsense', '10.0.0.1'],
    ['10.0.0.1', null, '10.0.0.1'],
  ])('from %s with %s: %s', (peer, forwarded, client) => {
    expect(clientAddress(peer, forwarded, isProxy)).toBe(client);
  });
});

describe('what is counted as one network', () => {
  test.each([
    ['10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2::7', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', ''],
  ])('%s is of %s', (address, network) => expect(networkOf(address)).toBe(network));

  test('is all that begins with the same 64 bits, however it is written', () => {
    const group = fc.nat(0xffff).map((number) => number.toString(16));
    const four = fc.array(group, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(four, four, four, (front, a, b) => {
        const [one, other] = [[...front, ...a].join(':'), [...front, ...b].join(':').toUpperCase()];
        expect(networkOf(one)).toBe(networkOf(other));
        expect(networkOf(one)).toBe(networkOf(new URL(`http://[${one}]`).hostname.slice(1, -1)));
      }),
    );
  });
});
