// Nodes come, go, restart and return; every flow that reached Relay counts once, and what is missing is told.
import { expect, test } from '@playwright/test';
import { clusterOf } from '../support/answers';
import { sent } from '../support/relay';
import { flowsAgain, openRoad, patience, type Road } from './road';

test.setTimeout(180_000);

let road: Road;
test.beforeAll(async () => {
  road = await openRoad(['--rate', '200', '--nodes', '5']);
  await road.says('live');
});
test.afterAll(() => road.close());

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const node = (name: string, state: 'up' | 'down' | 'gone', restart = false) =>
  road.relay.control('node', { name, state, restart });

/** What was written arrived, and what was written twice was told apart. */
async function everyFlowSentCountsOnce(): Promise<void> {
  await road.relay.control('pause', {});
  await expect(async () => {
    const [{ flowsReceived, repeatsDropped }, { flows, uniqueFlows, open }] = await Promise.all([
      clusterOf(road),
      sent(road.relay),
    ]);
    expect({ flowsReceived, repeatsDropped }).toEqual({
      flowsReceived: uniqueFlows,
      repeatsDropped: flows - uniqueFlows,
    });
    expect(open).toBe(1);
  }).toPass(patience);
  await road.relay.control('resume', {});
}

test('nodes that come and go all the time', async () => {
  const settled = ['demo/test-server', 'demo/test-server-agent', 'demo/test-server-agent-2'];
  for (let round = 0; round < 20; round += 1) {
    const [name = ''] = settled.slice(round % settled.length);
    const visitor = `demo/visitor-${round}`;
    await node(name, 'down', round % 4 === 0);
    await node(visitor, 'up');
    await road.relay.control('odd', { kind: 'jumbled', count: 10, node: visitor });
    // Relay looks for new nodes every two seconds.
    await wait(round % 5 === 0 ? 2_500 : 300);
    await node(name, 'up');
    await node(visitor, 'gone');
  }
  await flowsAgain(road);
  await everyFlowSentCountsOnce();
  const stateOf = async (name: string) => (await clusterOf(road)).nodes.find((each) => each.name === name)?.state;
  for (const name of settled) await expect.poll(() => stateOf(name), patience).toBe('connected');
});

test('all nodes go: Relay has none, which is told, and flows go on when they are back', async ({ page }) => {
  const names = (await clusterOf(road)).nodes.filter(({ state }) => state === 'connected').map(({ name }) => name);
  await page.goto(`${road.app.url}/map`);
  for (const name of names) await node(name, 'down');
  await road.relay.control('end', {});
  await road.says('no-nodes');
  await expect(page.getByText('Relay has no nodes.')).toBeVisible();
  for (const name of names) await node(name, 'up');
  await flowsAgain(road);
  await expect(page.getByText('Relay has no nodes.')).toBeHidden();
  await everyFlowSentCountsOnce();
});
