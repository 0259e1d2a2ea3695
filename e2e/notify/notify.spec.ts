// New drop groups told to a webhook and to an Alertmanager that fail at first, and the way back by the link.
import { expect, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { attempts, cart, frontend, push, refused } from '../support/known-flows';
import { type Receiver, startReceiver } from '../support/receiver';
import { type RelayProcess, startRelay } from '../support/relay';

let relay: RelayProcess;
let hook: Receiver;
let alertmanager: Receiver;
let told: App;
let alerting: App;

const secret = 'a-path-that-is-a-secret';

test.beforeAll(async () => {
  [relay, hook, alertmanager] = await Promise.all([startRelay('--steady'), startReceiver(), startReceiver()]);
  const common = { HUBBLE_SERVER: relay.address, EYEPIECE_PUBLIC_URL: 'https://eyepiece.example/' };
  [told, alerting] = await Promise.all([
    startApp({ ...common, EYEPIECE_NOTIFY_URL: `${hook.url}/${secret}`, EYEPIECE_NOTIFY_FILTER: 'ns:shop' }),
    startApp({ ...common, EYEPIECE_NOTIFY_URL: alertmanager.url, EYEPIECE_NOTIFY_KIND: 'alertmanager' }),
  ]);
});
test.afterAll(async () => {
  await Promise.all([told.kill(), alerting.kill(), relay.stop()]);
  await Promise.all([hook.close(), alertmanager.close()]);
});

interface Notifications {
  readonly watching: boolean;
  readonly target: string;
  readonly groups: { readonly told: number };
  readonly messages: { readonly failedAttempts: number };
  readonly failure: { readonly message: string } | null;
}
const statusOf = async (app: App) => (await app.api<{ notifications: Notifications }>('/api/v1/status')).notifications;

const ofCart = ({ destination, port }: { destination: { name: string }; port: number }) =>
  destination.name === 'cart' && port === 7070;
const toldOfCart = () => hook.taken.flatMap(({ body }) => body.groups.filter(ofCart));
const isAlertOfCart = ({ labels }: { labels: { destination: string; source: string; port: string } }) =>
  labels.destination === 'cart' && labels.source === 'frontend' && labels.port === '7070';
const alertsOfCart = () => alertmanager.taken.flatMap(({ body }) => body.filter(isAlertOfCart));

test('a new group is told once the receiver can take it, and its link leads to it', async ({ page }) => {
  for (const app of [told, alerting]) await expect.poll(async () => (await statusOf(app)).watching).toBe(true);
  hook.answer({ status: 500 });
  alertmanager.answer('reset');
  const [first, ...more] = attempts(3, { client: frontend, server: cart, port: 7070 });
  if (!first) throw new Error('no attempt');
  await push(relay, refused(first));
  for (const app of [told, alerting]) {
    await expect
      .poll(async () => (await statusOf(app)).messages.failedAttempts, { timeout: 90_000 })
      .toBeGreaterThan(0);
  }
  expect((await statusOf(told)).failure?.message).toBe('The receiver answered 500.');
  hook.answer({ status: 200 });
  alertmanager.answer({ status: 200 });
  await expect.poll(() => toldOfCart().length, { timeout: 90_000 }).toBe(1);
  await expect.poll(() => alertsOfCart().length, { timeout: 90_000 }).toBeGreaterThan(0);

  const [group] = toldOfCart();
  expect(group.text).toMatch(/^Ingress to cart on 7070\/TCP from frontend is denied: .* Once, since /);
  expect(hook.taken[0]?.body.filter).toBe('ns:shop');
  await page.goto(group.link.replace('https://eyepiece.example', told.url));
  await expect(page.getByRole('region', { name: 'Why?' })).toContainText('Ingress to cart on 7070/TCP from frontend');

  for (const attempt of more) await push(relay, refused(attempt));
  const { groups } = await told.api<{ groups: { port: number; count: number }[] }>('/api/v1/drops?q=port:7070');
  expect(groups).toHaveLength(1);
  expect(toldOfCart()).toHaveLength(1);
});

test('the address of the receiver is shown nowhere', async () => {
  const { notifications } = await told.api<{ notifications: Notifications }>('/api/v1/status');
  expect(notifications.target).toBe(hook.url);
  const metrics = await (await fetch(`${told.url}/metrics`)).text();
  expect(metrics).toMatch(/eyepiece_notified_groups_total\{outcome="told"\} [1-9]/);
  expect(metrics).toMatch(/eyepiece_notify_attempts_total\{outcome="failed"\} [1-9]/);
  expect(metrics + JSON.stringify(notifications) + told.log()).not.toContain(secret);
});
