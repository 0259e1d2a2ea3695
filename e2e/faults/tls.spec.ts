// Certificates change while flows come: rotated, expired, for another name, of an authority that is not known yet.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import {
  type Authority,
  type Certificates,
  makeAuthority,
  makeCertificates,
  writeCertificates,
} from '@/demo/certificates';
import { clusterOf } from '../support/answers';
import { sent } from '../support/relay';
import { everyFlowCountsOnce, flowsAgain, isReadBack, openRoad, type Road } from './road';

// A refusal is tried again after half a minute; the limit only ends a run that hangs.
test.setTimeout(180_000);

let folder = '';
let authority: Authority;
let road: Road;

test.beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'faults-'));
  road = await openRoad(['--rate', '100', '--mtls', '--tls-dir', folder], {
    HUBBLE_TLS: 'true',
    HUBBLE_TLS_CA_CERT_FILES: path.join(folder, 'ca.crt'),
    HUBBLE_TLS_CLIENT_CERT_FILE: path.join(folder, 'client.crt'),
    HUBBLE_TLS_CLIENT_KEY_FILE: path.join(folder, 'client.key'),
    HUBBLE_TLS_SERVER_NAME: 'ui.hubble-relay.cilium.io',
  });
  await road.says('live');
  authority = await makeAuthority('Another CA');
});
test.afterAll(async () => {
  await road.close();
  rmSync(folder, { recursive: true });
});

/** New connections to Relay see these; those that exist go on. */
async function presentAtRelay(certificates: Certificates): Promise<void> {
  await road.relay.control('rotate', { tls: { ...certificates, clientCa: certificates.ca } });
}

test('certificates that rotate on both sides leave the stream alone, and the next one uses them', async () => {
  const { opened } = await sent(road.relay);
  const next = await makeCertificates({ authority });
  await presentAtRelay(next);
  await writeCertificates(folder, next);
  await flowsAgain(road);
  expect((await sent(road.relay)).opened).toBe(opened);
  await isReadBack(road, () => road.network.cut());
  await everyFlowCountsOnce(road);
});

test('an authority that Relay has first is said not to be trusted, until its file is here too', async ({ page }) => {
  authority = await makeAuthority('A third CA');
  const next = await makeCertificates({ authority });
  await page.goto(`${road.app.url}/map`);
  await presentAtRelay(next);
  road.network.cut();
  await road.says('tls-unknown-authority');
  await expect(page.getByText('Relay cannot be watched.')).toBeVisible();
  await expect(page.getByText(/signed by an authority that is not trusted here/)).toBeVisible();
  await writeCertificates(folder, next);
  await flowsAgain(road);
  await expect(page.getByText('Relay cannot be watched.')).toBeHidden();
  await everyFlowCountsOnce(road);
});

test('a certificate that has expired ends no stream, refuses the next, and is taken when renewed', async () => {
  await presentAtRelay(await makeCertificates({ authority, expired: true }));
  await flowsAgain(road);
  road.network.cut();
  await road.says('tls-expired');
  await presentAtRelay(await makeCertificates({ authority }));
  await flowsAgain(road);
  await everyFlowCountsOnce(road);
});

test('a certificate for another name is refused by that, and the right one is taken', async () => {
  await presentAtRelay(await makeCertificates({ authority, names: ['relay.example'] }));
  road.network.cut();
  await road.says('tls-name-mismatch');
  expect((await clusterOf(road)).connection.message).toMatch(/relay\.example/);
  await presentAtRelay(await makeCertificates({ authority }));
  await flowsAgain(road);
  await everyFlowCountsOnce(road);
});

test('bytes that are changed on the way break the connection, and every flow still counts once', async () => {
  road.network.suffer({ kind: 'corrupt', everyBytes: 50_000 });
  await road.says('unavailable');
  road.network.suffer({ kind: 'none' });
  await flowsAgain(road);
  await everyFlowCountsOnce(road);
});
