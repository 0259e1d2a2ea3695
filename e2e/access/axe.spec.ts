// WCAG 2.2 AA as axe sees it: every page in both themes, with a panel open.
import { expect, test } from '@playwright/test';
import { type App, startApp } from '../support/app';
import { violations } from '../support/axe';
import { type RelayProcess, startRelay } from '../support/relay';
import { open } from '../support/screen';

let relay: RelayProcess;
let app: App;
test.beforeAll(async () => {
  relay = await startRelay('--steady');
  app = await startApp({ HUBBLE_SERVER: relay.address });
});
test.afterAll(() => Promise.all([app.kill(), relay.stop()]));

for (const theme of ['dark', 'light']) {
  for (const page of ['map', 'drops', 'flows']) {
    test(`/${page} in ${theme}`, async ({ browser }) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const tab = await context.newPage();
      await open(tab, `${app.url}/${page}?q=ns:network-policy-test&theme=${theme}`);
      const opener = {
        map: tab.getByRole('button', { name: 'Table', exact: true }),
        drops: tab.getByRole('button', { name: /test-pod to frontend/ }),
        flows: tab.getByRole('grid').locator('tr[data-flow]').first(),
      }[page];
      await opener?.click();
      if (page === 'map') await expect(tab.getByRole('table', { name: 'Connections' })).toBeVisible();
      if (page === 'drops') await expect(tab.getByRole('region', { name: 'Why?' })).toBeVisible();
      if (page === 'flows') await tab.getByRole('button', { name: 'Facets', exact: true }).click();
      if (page === 'flows') await expect(tab.getByRole('button', { name: /^Only forwarded/ })).toBeAttached();
      expect(await violations(tab)).toEqual([]);
      await context.close();
    });
  }
}
