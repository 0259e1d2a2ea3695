import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostName, hostsAnswered, readHosts } from './hosts.mjs';

const answers = (env: Record<string, string>, listensAt = '127.0.0.1') => hostsAnswered(env, listensAt);

describe('a server where nobody signs in answers', () => {
  const answersFor = answers({});

  test.each([
    'localhost',
    'LOCALHOST:3000',
    'localhost.',
    'a.b.localhost:3000',
    '127.0.0.1:3000',
    '10.1.2.3',
    '[::1]:3000',
    '[fe80::1]',
  ])('for %s', (host) => expect(answersFor(host)).toBe(true));

  test.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    'xlocalhost',
    '127.0.0.1.evil.example',
    '127.0.0.1.nip.io',
    '0x7f.1',
    '2130706433',
    '[::1].evil.example',
    '[nonsense]',
    'a b',
    '',
    'user@localhost',
    'localhost/',
  ])('not for %j', (host) => expect(answersFor(host)).toBe(false));

  test('for where readers reach it, where it listens, and what is listed', () => {
    expect(answers({ EYEPIECE_PUBLIC_URL: 'https://Eyepiece.example/hubble/' })('eyepiece.example')).toBe(true);
    expect(answers({ EYEPIECE_PUBLIC_URL: 'https://eyepiece.example' })('other.example')).toBe(false);
    expect(answers({}, 'My-Machine')('my-machine:3000')).toBe(true);
    const listed = answers({ EYEPIECE_ALLOWED_HOSTS: 'eyepiece.kube-system.svc, *.Hubble.example' });
    expect(listed('eyepiece.kube-system.svc:80')).toBe(true);
    expect(listed('a.hubble.example')).toBe(true);
    expect(listed('hubble.example')).toBe(false);
    expect(listed('evil-hubble.example')).toBe(false);
    expect(listed('localhost')).toBe(true);
    expect(answers({ EYEPIECE_ALLOWED_HOSTS: '*' })('evil.example')).toBe(true);
  });
});

test('where readers sign in it answers for any host, unless a list says which', () => {
  for (const EYEPIECE_AUTH of ['proxy', 'oidc']) {
    expect(answers({ EYEPIECE_AUTH })('any.example')).toBe(true);
    const listed = answers({ EYEPIECE_AUTH, EYEPIECE_ALLOWED_HOSTS: 'eyepiece.example' });
    expect([listed('eyepiece.example'), listed('any.example')]).toEqual([true, false]);
  }
});

test.each(['https://a.example', 'a.example:80', '*.', 'a.*', '**', 'a/b', 'ä.example', '.example'])(
  'a list with %s in it is refused',
  (word) => {
    const read = readHosts(`localhost, ${word}`);
    expect(read.ok ? '' : read.problem).toContain(`"${word}" is no name of a host`);
  },
);

test('no name but an own one is answered for, however it is written', () => {
  const answersFor = answers({});
  fc.assert(
    fc.property(fc.domain(), fc.option(fc.integer({ min: 0, max: 65_535 })), (domain, port) => {
      const host = port === null ? domain : `${domain}:${port}`;
      expect(hostName(host.toUpperCase())).toBe(domain.toLowerCase());
      expect(answersFor(host)).toBe(false);
    }),
  );
});
