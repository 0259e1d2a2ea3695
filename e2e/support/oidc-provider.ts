// An OpenID provider on loopback, with people and their groups. It asks for no password: whoever is chosen is signed in.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Context, Provider } from 'oidc-provider';
import type { App } from './app';

export interface OidcProvider {
  readonly issuer: string;
  /** Settings of a dashboard whose readers sign in here. `EYEPIECE_ACCESS` is still to be said. */
  readonly env: Readonly<Record<string, string>>;
  /** From the next answer on. */
  setGroups(user: string, groups: readonly string[]): void;
  /** How long the tokens that are given from now on are good, in seconds. */
  setLife(seconds: number): void;
  /** Nobody is known any more: what was given is not renewed. */
  forget(user: string): void;
  /** Answers with 503 until it is told otherwise. */
  fail(failing: boolean): void;
  /** How often tokens were asked for: once for each sign-in and each refresh. */
  tokenRequests(): number;
  stop(): Promise<void>;
}

export type People = Readonly<Record<string, readonly string[]>>;

/** Three people, each with one group. */
export const people = { anna: ['team-shop'], bert: ['team-payments'], carla: ['sre'] } as const satisfies People;

const scopes = 'openid profile email groups offline_access';
const clientId = 'eyepiece';
const clientSecret = 'a-client-secret-of-the-specs';
/** The same on all servers that share sessions. */
const sessionSecret = 'a-session-secret-of-the-specs-long-enough';

/** `appUrl` is where the dashboard will be: start it there with `startApp(env, port)`. */
export async function startOidcProvider(appUrl: string, known: People = people): Promise<OidcProvider> {
  const groups = new Map<string, readonly string[]>(Object.entries(known));
  let [lifeS, failing, tokenRequests] = [3_600, false, 0];
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokenLife = () => lifeS;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${appUrl}/auth/callback`],
        post_logout_redirect_uris: [`${appUrl}/auth/signed-out`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    cookies: { keys: ['cookies of the specs'] },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource },
    },
    ttl: {
      AccessToken: tokenLife,
      IdToken: 3_600,
      RefreshToken: 86_400,
      Session: 86_400,
      Grant: 86_400,
      Interaction: 600,
    },
    rotateRefreshToken: true,
    issueRefreshToken: () => true,
    findAccount: (_: unknown, user: string) => (groups.has(user) ? accountOf(user) : undefined),
    loadExistingGrant,
  });
  const answer = provider.callback();

  function accountOf(user: string) {
    const claims = { sub: user, email: `${user}@eyepiece.example`, email_verified: true, name: user };
    return { accountId: user, claims: () => ({ ...claims, groups: groups.get(user) ?? [] }) };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0] ?? '';
    if (failing) return void response.writeHead(503).end();
    if (path === '/token') tokenRequests += 1;
    if (!path.startsWith('/interaction/')) return answer(request, response);
    if (request.method === 'GET') return choose(response, [...groups.keys()]);
    const user = new URLSearchParams(await textOf(request)).get('user') ?? '';
    await provider.interactionFinished(request, response, { login: { accountId: user } });
  }

  return {
    issuer,
    env: {
      EYEPIECE_AUTH: 'oidc',
      EYEPIECE_PUBLIC_URL: appUrl,
      EYEPIECE_OIDC_ISSUER: issuer,
      EYEPIECE_OIDC_CLIENT_ID: clientId,
      EYEPIECE_OIDC_CLIENT_SECRET: clientSecret,
      EYEPIECE_OIDC_SCOPES: scopes,
      EYEPIECE_SESSION_SECRET: sessionSecret,
    },
    setGroups: (user, theirs) => void groups.set(user, theirs),
    setLife: (seconds) => {
      lifeS = seconds;
    },
    forget: (user) => void groups.delete(user),
    fail: (next) => {
      failing = next;
    },
    tokenRequests: () => tokenRequests,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Nobody is asked whether Eyepiece may know who they are. */
async function loadExistingGrant({ oidc }: Context) {
  const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope(scopes);
  await grant.save();
  return grant;
}

function choose(response: ServerResponse, users: readonly string[]): void {
  const buttons = users.map((user) => `<button name="user" value="${user}">${user}</button>`);
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end(
    `<!doctype html><html lang="en"><title>Who are you?</title><form method="post">${buttons.join('')}</form>`,
  );
}

function logoutSource(context: Context, form: string): void {
  context.type = 'html';
  context.body = `<!doctype html><html lang="en"><title>Sign out?</title>${form}<button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/**
 * Signs a user in without a browser, at a dashboard whose address may hold a prefix; the value of a `Cookie` header for requests to the dashboard. In a browser, open a
 * page and press the button of that name: see `signInOn` in screen.ts.
 */
export async function signIn(app: Pick<App, 'url'>, user: string): Promise<string> {
  const jar = new Map<string, string>();
  let asked: { readonly url: string; readonly init: RequestInit } = { url: `${app.url}/auth/login`, init: {} };
  for (let step = 0; step < 12; step += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(asked.url, { ...asked.init, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) keep(jar, line);
    const next = answer.headers.get('location');
    const url = new URL(next ?? asked.url, asked.url);
    if (next !== null && `${url.href}/`.startsWith(`${app.url}/`) && !url.pathname.includes('/auth/')) {
      return [...jar]
        .filter(([name]) => name.startsWith('eyepiece-session'))
        .map(([name, value]) => `${name}=${value}`)
        .join('; ');
    }
    const isChoice = next === null && url.pathname.startsWith('/interaction/');
    if (next === null && !isChoice) throw new Error(`${user} was not signed in: ${answer.status} at ${url.href}`);
    asked = { url: url.href, init: isChoice ? { method: 'POST', body: new URLSearchParams({ user }) } : {} };
  }
  throw new Error(`${user} was sent about for ever`);
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';');
  const at = pair.indexOf('=');
  const isGone = /expires=Thu, 01 Jan 1970/i.test(line) || pair.slice(at + 1) === '';
  if (isGone) jar.delete(pair.slice(0, at));
  else jar.set(pair.slice(0, at), pair.slice(at + 1));
}
