import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathTemplate } from './path-template';
import { withoutSecretParts } from './secret-path';

const shown = (path: string) => withoutSecretParts(path, '*');
const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm5hIn0.c2lnbmVk';

describe('a secret is taken out of a path', () => {
  it.each([
    // Behind a name that says what it is.
    ['/token/abc', '/token/*'],
    ['/api/v1/access-token/hunter2/use', '/api/v1/access-token/*/use'],
    ['/otp/123456', '/otp/*'],
    ['/users/42/apiKey/k-1', '/users/42/apiKey/*'],
    // Behind a link that works once.
    ['/reset/Zt4kQ9vX2mB7', '/reset/*'],
    ['/reset-password/0b0e2ad8-5a3c-4b3a-9d1f-3f0b7a0c9e11', '/reset-password/*'],
    ['/reset/MQ/c2qk0b-6f5d4e3c2b1a09f8/', '/reset/MQ/*/'],
    ['/email/verify/42/5baa61e4', '/email/verify/42/*'],
    ['/invite/AbCdEfGhIjKlMnOp', '/invite/*'],
    // By what it looks like.
    [`/session/${jwt}/me`, '/session/*/me'],
    ['/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit', '/d/*/edit'],
    ['/hooks/T02/B03/Zk3vQ8pLr7TnX1yWd5Fg', '/hooks/T02/B03/*'],
    ['/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe', '/*/getMe'],
    ['/files/9f86d081884c7d659a2feaa0c55ad015', '/files/*'],
    ['/x/c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2', '/x/*'],
    ['/k/QmFzZTY0U2VjcmV0VmFsdWUxMjM0NTY%3D', '/k/*'],
    ['/gh/ghp_abcdefghijkl0123', '/gh/*'],
    ['/s3/AKIAABCDEFGHIJKLMNOP', '/s3/*'],
    ['/t/k3j5h2g8f9d0s1a7q6w4e2r5t8y9u0i1', '/t/*'],
  ])('%s', (path, without) => expect(shown(path)).toBe(without));
});

describe('what is none stays readable', () => {
  it.each([
    '/',
    '/orders/9f31',
    '/users/4711/orders/20260101',
    '/orders/0b0e2ad8-5a3c-4b3a-9d1f-3f0b7a0c9e11/items',
    '/docs/507f1f77bcf86cd799439011',
    '/jobs/01ARZ3NDEKTSV4RRFFQ69G5FAV',
    '/jobs/cjld2cjxh0000qzrmn831i7rn',
    '/numbers/1234567890123456789012345678901234567890',
    '/api/v1/apis/v1beta1/namespaces/shop/pods/payments-api-5d4f8c7b9-abcde/log',
    '/apis/apps/v1/namespaces/a/replicasets/checkout-service-with-a-long-name-6d4cf7b8c9',
    '/auth/token/validate',
    '/auth/token/lookup-self',
    '/realms/a/protocol/openid-connect/token/introspect',
    '/token/v2',
    '/password/reset',
    '/password/forgot',
    '/tokens/42',
    '/keys',
    '/reset/counter',
    '/verify/42',
    '/invite/team-members/12',
    '/helloworld.v1.GreeterService/SayHelloStreamV2',
    '/aws.s3.v1/ListObjectsV2WithMetadata2Request',
    '/v2/library/nginx/blobs/sha256:c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2',
    '/repo/commit/9fceb02d0ae598e95dc970b74767f19372d61af8',
    '/api/traces/4bf92f3577b34da6a3ce929d0e0e4736',
    '/static/chunks/8e1b2c3d4f5a69788e1b2c3d4f5a6978',
    '/assets/d41d8cd98f00b204e9800998ecf8427e.png',
    '/assets/index-BqXz1a2b.js',
    '/backups/2026-01-01T12-00-00Z-full',
    '/search/monkey%20business',
    'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm5hIn0.c2lnbmVk',
  ])('%s', (path) => expect(shown(path)).toBe(path));

  it('a number, a UUID or a version behind an ordinary name', () => {
    const ids = fc.oneof(
      fc.nat().map(String),
      fc.uuid(),
      fc.nat(20).map((n) => `v${n}`),
    );
    fc.assert(fc.property(ids, (id) => shown(`/orders/${id}/items`) === `/orders/${id}/items`));
  });
});

it('a token of random letters, capitals and digits is taken out wherever it stands', () => {
  const letters = 'abcdefghijkmnpqrstuvwxyz';
  const token = fc
    .array(fc.constantFrom(...letters, ...letters.toUpperCase(), ...'0123456789'), { minLength: 40, maxLength: 90 })
    .map((all) => `a9X${all.join('')}`)
    .filter((text) => (text.match(/[A-Z]?[a-z]+|[A-Z]+|\d+/g)?.length ?? 0) * 3 > text.length);
  fc.assert(fc.property(token, (text) => shown(`/download/${text}/now`) === '/download/*/now'));
});

it('any text is looked through in time that grows with its length alone, and twice is the same as once', () => {
  for (const part of ['a1B', 'ey.', '/token', ';a=', '%', '/a9X'.repeat(9)]) {
    const hostile = `/${part.repeat(20_000)}`;
    expect(shown(shown(hostile))).toBe(shown(hostile));
  }
  const parts = fc.array(fc.oneof(fc.string(), fc.constantFrom('token', 'reset', 'v1', jwt, 'a1b2c3d4', '*')));
  fc.assert(fc.property(parts, (all) => shown(shown(`/${all.join('/')}`)) === shown(`/${all.join('/')}`)));
});

it('endpoints are told apart without the secrets in them', () => {
  expect(pathTemplate('https://shop/token/abc')).toBe('/token/{id}');
  expect(pathTemplate('/invite/AbCdEfGhIjKlMnOp/accept')).toBe('/invite/{id}/accept');
});
