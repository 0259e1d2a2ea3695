import { describe, expect, it } from 'vitest';
import { toldView } from '@/app/server/snapshots/told-view';
import { entity } from '@/lib/flow/entity';
import { farNamespace, secret } from '@/lib/sight/sample';
import { farEnds, type Sight } from '@/lib/sight/sight';
import { viewParameters } from '@/lib/view/parameters';

const ofShop = (farEnd: Sight['farEnd']): Sight => ({ grants: [{ cluster: '*', namespace: 'shop' }], farEnd });
const where = { cluster: 'default', namespace: 'shop' };
const cart = entity('workload', 'cart', where).id;
const stock = entity('workload', 'stock', where).id;
const bank = entity('workload', `bank-${secret}`, { cluster: 'default', namespace: farNamespace }).id;

/** For each parameter of a link, texts that name somebody who is not the reader's. */
const foreign: Readonly<Record<(typeof viewParameters)[number], readonly string[]>> = {
  q: [`ns:${farNamespace}`, `workload:bank-${secret}`, `verdict:denied -pod:${farNamespace}/bank`, secret],
  off: [`ns:${farNamespace}`, secret],
  sel: [`node:${bank}`, `edge:${bank}>${bank} TCP/80`, `edge:${cart}>${bank} TCP/80`, `drop:${bank}>${cart} TCP/80 X`],
  fold: [`shop,-${farNamespace}`, `*.${secret}.example.com`],
  pins: ['zq7.1.2'],
  places: ['zq7.1.2'],
  // They hold words of ours, columns, and times; `cluster`, `from` and `to` are taken out before a view is frozen.
  ...{ cluster: [], from: [], to: [], group: [], cols: [], sort: [], layout: [], label: [], cards: [], reach: [] },
  ...{ only: [], hide: [], against: [], by: [], show: [], theme: [] },
};

describe('a view that somebody else froze', () => {
  it.each(farEnds.filter((farEnd) => farEnd !== 'full'))('names nobody out of sight, far ends %s', (farEnd) => {
    for (const name of viewParameters) {
      for (const text of foreign[name]) {
        const view = `group=pod&${name}=${encodeURIComponent(text)}`;
        const told = toldView({ view, filter: name === 'q' ? text : '' }, ofShop(farEnd));
        expect(JSON.stringify(told), view).not.toMatch(new RegExp(`${secret}|${farNamespace}`));
        expect(told, view).toMatchObject({ withheld: true, view: expect.stringContaining('group=pod') });
      }
    }
  });

  it.each([
    'q=ns:shop+verdict:denied&group=pod',
    `sel=${encodeURIComponent(`node:${cart}`)}`,
    `sel=${encodeURIComponent(`edge:${cart}>${stock} TCP/80`)}`,
    'sel=flow:2848b6b6-59c0-4be2-8bdc-3a5861de4c68&sort=-time',
    '',
  ])('is told whole where it names nobody else: %s', (view) => {
    const filter = view.startsWith('q=') ? 'ns:shop verdict:denied' : '';
    const { withheld, ...told } = toldView({ view, filter }, ofShop('hidden'));
    expect(withheld).toBe(false);
    expect([...new URLSearchParams(told.view)]).toEqual([...new URLSearchParams(view)]);
    expect(told.filter).toBe(filter);
  });
});
