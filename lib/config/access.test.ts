import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from './config';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'eyepiece-access-'));
  writeFileSync(path.join(folder, 'rules.yaml'), 'groups: { sre: ["*"] }');
  writeFileSync(path.join(folder, 'bad.yaml'), 'groups: { sre: [a/b/c] }\neveryone: {}');
  writeFileSync(path.join(folder, 'broken.yaml'), 'groups: [');
});
afterAll(() => rmSync(folder, { recursive: true }));

const secret = 'x'.repeat(32);
const oidc = {
  EYEPIECE_AUTH: 'oidc',
  EYEPIECE_ACCESS: 'all',
  EYEPIECE_PUBLIC_URL: 'https://eyepiece.example/',
  EYEPIECE_OIDC_ISSUER: 'https://sso.example',
  EYEPIECE_OIDC_CLIENT_ID: 'eyepiece',
  EYEPIECE_SESSION_SECRET: `${secret}, ${secret}y`,
};
const proxy = { EYEPIECE_AUTH: 'proxy', EYEPIECE_ACCESS: 'all', EYEPIECE_TRUSTED_PROXIES: '10.0.0.0/8' };

function read(env: Record<string, string>) {
  const configured = readConfig(env);
  return configured.ok
    ? { access: configured.config.access, problems: [] }
    : { access: null, problems: configured.problems };
}

describe('who reads', () => {
  test('is nobody in particular, unless it is said', () => {
    expect(read({}).access).toMatchObject({ auth: { kind: 'none' }, rights: { kind: 'all' }, farEnd: 'namespace' });
  });

  test('asks by a host whose name is one', () => {
    expect(read({ EYEPIECE_ALLOWED_HOSTS: 'eyepiece.kube-system.svc, *.example' }).problems).toEqual([]);
    expect(read({ EYEPIECE_ALLOWED_HOSTS: 'https://eyepiece.example' }).problems).toEqual([
      expect.stringMatching(
        /^EYEPIECE_ALLOWED_HOSTS: "https:\/\/eyepiece.example" is no name of a host; write such as /,
      ),
    ]);
  });

  test('may be told by a proxy', () => {
    expect(read({ ...proxy, EYEPIECE_PROXY_USER: 'X-Auth-Request-Email' }).access?.auth).toEqual({
      kind: 'proxy',
      headers: { user: 'x-auth-request-email', groups: 'x-forwarded-groups' },
    });
  });

  test('may be told by an OpenID provider', () => {
    expect(read(oidc).access?.auth).toMatchObject({
      kind: 'oidc',
      provider: { clientSecret: null, sessionMs: 12 * 3_600_000 },
      secrets: [secret, `${secret}y`],
    });
    const here = { ...oidc, EYEPIECE_PUBLIC_URL: 'http://localhost:3000', EYEPIECE_OIDC_ISSUER: 'http://127.0.0.1:9' };
    expect(read(here).problems).toEqual([]);
  });

  test('sees what the file, the cluster or nobody limits', () => {
    const file = path.join(folder, 'rules.yaml');
    expect(read({ ...proxy, EYEPIECE_ACCESS: file }).access?.rights).toEqual({ kind: 'file', file });
    const cluster = {
      EYEPIECE_ACCESS: 'kubernetes',
      EYEPIECE_KUBERNETES_CLUSTER: 'west',
      EYEPIECE_KUBERNETES_USER_PREFIX: 'oidc:',
    };
    expect(read({ ...proxy, ...cluster }).access?.rights).toMatchObject({
      ...{ cluster: 'west', userPrefix: 'oidc:', keptMs: 60_000 },
    });
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ EYEPIECE_AUTH: 'ldap' }, /^EYEPIECE_AUTH: "ldap" is none of none, proxy and oidc/],
    [{ EYEPIECE_ACCESS: 'all' }, /^EYEPIECE_ACCESS is set but EYEPIECE_AUTH is none: nobody signs in/],
    [{ ...proxy, EYEPIECE_ACCESS: '' }, /^EYEPIECE_AUTH=proxy needs EYEPIECE_ACCESS/],
    [{ ...proxy, EYEPIECE_TRUSTED_PROXIES: '' }, /^EYEPIECE_AUTH=proxy needs EYEPIECE_TRUSTED_PROXIES/],
    [{ ...proxy, EYEPIECE_TRUSTED_PROXIES: 'nginx' }, /^EYEPIECE_TRUSTED_PROXIES: "nginx" is no address or range/],
    [{ ...proxy, EYEPIECE_PROXY_USER: 'X User' }, /^EYEPIECE_PROXY_USER: "X User" is no name of a header/],
    [{ ...proxy, EYEPIECE_FAR_END: 'name' }, /^EYEPIECE_FAR_END: "name" is none of full, namespace, hidden/],
    [{ ...oidc, EYEPIECE_ACCESS: '' }, /^EYEPIECE_AUTH=oidc needs EYEPIECE_ACCESS/],
    [{ ...oidc, EYEPIECE_PUBLIC_URL: '' }, /^EYEPIECE_AUTH=oidc needs EYEPIECE_PUBLIC_URL/],
    [
      { ...oidc, EYEPIECE_PUBLIC_URL: 'http://eyepiece.example' },
      /^EYEPIECE_PUBLIC_URL: sign-in needs an https address/,
    ],
    [
      { ...oidc, EYEPIECE_OIDC_ISSUER: 'http://sso.example' },
      /^EYEPIECE_OIDC_ISSUER: "http:\/\/sso.example" is no https/,
    ],
    [{ ...oidc, EYEPIECE_OIDC_ISSUER: '' }, /^EYEPIECE_AUTH=oidc needs EYEPIECE_OIDC_ISSUER/],
    [{ ...oidc, EYEPIECE_OIDC_SCOPES: 'profile' }, /^EYEPIECE_OIDC_SCOPES: openid is missing/],
    [{ ...oidc, EYEPIECE_SESSION_SECRET: '' }, /^EYEPIECE_AUTH=oidc needs EYEPIECE_SESSION_SECRET/],
    [{ ...oidc, EYEPIECE_SESSION_SECRET: `${secret},short` }, /holds a secret shorter than 32 characters/],
    [
      { ...proxy, EYEPIECE_ACCESS: 'kubernetes', EYEPIECE_KUBERNETES_RIGHTS_KEPT: '2h' },
      /RIGHTS_KEPT: "2h" is no length from 1s/,
    ],
    [{ ...oidc, EYEPIECE_SESSION_LENGTH: '1y' }, /^EYEPIECE_SESSION_LENGTH: "1y" is no length from 5m to 30d/],
    [
      { EYEPIECE_CORS_ORIGINS: 'https://portal.example/x' },
      /^EYEPIECE_CORS_ORIGINS: "https:\/\/portal.example\/x" is no origin/,
    ],
    [{ EYEPIECE_CORS_ORIGINS: '*' }, /^EYEPIECE_CORS_ORIGINS: "\*" is no origin/],
    [{ EYEPIECE_CLIENT_STREAMS: 'many' }, /^EYEPIECE_CLIENT_STREAMS: "many" is no whole number/],
  ])('%o is said to be wrong', (env, sentence) => {
    const { problems } = read(env);
    expect(problems).toEqual([expect.stringMatching(sentence)]);
  });

  test('is said to be wrong with the file of rules', () => {
    const problems = (file: string) => read({ ...proxy, EYEPIECE_ACCESS: path.join(folder, file) }).problems.join('\n');
    expect(problems('none.yaml')).toMatch(/^EYEPIECE_ACCESS: .*none.yaml cannot be read as YAML: does not exist\.$/);
    expect(problems('broken.yaml')).toMatch(/^EYEPIECE_ACCESS: .*broken.yaml cannot be read as YAML: /);
    expect(problems('bad.yaml').split('\n')).toHaveLength(2);
  });

  test('never has a secret in what is said', () => {
    const short = 'short-secret';
    const { problems } = read({
      ...oidc,
      EYEPIECE_SESSION_SECRET: short,
      EYEPIECE_OIDC_CLIENT_SECRET: short,
      EYEPIECE_AUTH: 'x',
    });
    expect(problems.join()).not.toContain(short);
  });
});
