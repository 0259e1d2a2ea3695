import { describe, expect, test } from 'vitest';
import { readConfig } from './config';

const base = { EYEPIECE_NOTIFY_URL: 'https://hooks.example/secret', EYEPIECE_PUBLIC_URL: 'https://eyepiece.example/' };

function read(env: Record<string, string>) {
  const configured = readConfig(env);
  return configured.ok ? configured.config : { problems: configured.problems };
}

describe('notifications', () => {
  test('are off unless an address is given', () => {
    expect(read({})).toMatchObject({ notify: null, kubernetes: null });
    expect(read({ EYEPIECE_NOTIFY_KIND: 'alertmanager' })).toMatchObject({ notify: null });
  });

  test('go to an address, by filter', () => {
    expect(read({ ...base, EYEPIECE_NOTIFY_FILTER: 'ns:shop', EYEPIECE_NOTIFY_QUIET: '2h' })).toMatchObject({
      notify: {
        kind: 'webhook',
        url: 'https://hooks.example/secret',
        filter: { tokens: [{ key: 'ns', values: ['shop'] }] },
        quietMs: 7_200_000,
        publicUrl: 'https://eyepiece.example',
      },
    });
  });

  test.each([
    ['an address that is none', { EYEPIECE_NOTIFY_URL: 'secret-place' }, /^EYEPIECE_NOTIFY_URL is no http/],
    ['no place to link to', { EYEPIECE_PUBLIC_URL: '' }, /without EYEPIECE_PUBLIC_URL/],
    ['a place with a query', { EYEPIECE_PUBLIC_URL: 'https://x/?a=b' }, /^EYEPIECE_PUBLIC_URL: /],
    ['another kind', { EYEPIECE_NOTIFY_KIND: 'mail' }, /"mail" is neither webhook nor alertmanager/],
    ['a filter that is none', { EYEPIECE_NOTIFY_FILTER: 'verdct:denied' }, /^EYEPIECE_NOTIFY_FILTER: There is no key/],
    ['a time too short', { EYEPIECE_NOTIFY_QUIET: '5m' }, /from 15m to 7d/],
  ])('with %s are a mistake, told without the address', (_, env, sentence) => {
    const { problems = [] } = read({ ...base, ...env }) as { problems?: readonly string[] };
    expect(problems).toEqual([expect.stringMatching(sentence)]);
    expect(problems.join()).not.toContain('secret');
  });
});

describe('the Kubernetes API', () => {
  test('is asked when that is wanted, for a cluster that may be named', () => {
    expect(read({ EYEPIECE_KUBERNETES: 'true' })).toMatchObject({ kubernetes: { cluster: null } });
    expect(read({ EYEPIECE_KUBERNETES: 'true', EYEPIECE_KUBERNETES_CLUSTER: 'east' })).toMatchObject({
      kubernetes: { cluster: 'east' },
    });
  });

  test.each([
    ['beside a folder', { EYEPIECE_KUBERNETES: 'true', EYEPIECE_POLICIES: '.' }, /are both set/],
    ['named and not asked', { EYEPIECE_KUBERNETES_CLUSTER: 'east' }, /set it to true/],
  ])('%s is a mistake', (_, env, sentence) => {
    expect(read(env)).toEqual({ problems: [expect.stringMatching(sentence)] });
  });
});
