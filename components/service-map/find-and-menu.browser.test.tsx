import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createRef } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { edge, graphWith, workload } from '@/lib/graph/sample';
import { ServedEndpoints } from './panel/served-endpoints';
import { FindOnMap } from './tools/find-on-map';
import { MapMenu } from './tools/map-menu';

const user = userEvent.setup();
afterEach(cleanup);

const [cart, catalog, payments] = [workload('cart'), workload('Catalog'), workload('payments')];
const graph = graphWith([payments, catalog, cart], [edge(cart, payments, 443), edge(cart, catalog, 80)]);

describe('finding on the map', () => {
  it('steps through the names that hold the text, both ways and round', async () => {
    const onFound = vi.fn();
    render(<FindOnMap field={createRef()} nodes={graph.nodes} onFound={onFound} />);
    await user.type(screen.getByRole('textbox', { name: 'Find on the map' }), 'ca{Enter}{Enter}{Enter}');
    expect(onFound.mock.calls.flat()).toEqual([catalog.id, cart.id, catalog.id]);
    expect(screen.getByText('1 of 2')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Previous' }));
    expect(onFound).toHaveBeenLastCalledWith(cart.id);
  });

  it('says when there is none', async () => {
    render(<FindOnMap field={createRef()} nodes={graph.nodes} onFound={vi.fn()} />);
    await user.type(screen.getByRole('textbox'), 'nobody{Enter}');
    expect(screen.getByText('none')).toBeTruthy();
  });
});

describe('the menu of a node', () => {
  const items = ['Open', 'Hide'].map((label) => ({ label, act: vi.fn() }));

  it('takes the focus, is walked by arrows, acts once and closes', async () => {
    const onClose = vi.fn();
    render(<MapMenu at={{ x: 0, y: 0 }} items={items} name="cart" onClose={onClose} />);
    const [open, hide] = screen.getAllByRole('menuitem');
    expect(document.activeElement).toBe(open);
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(hide);
    await user.keyboard('{ArrowDown}{ArrowUp}{Enter}');
    expect(items[1]?.act).toHaveBeenCalledTimes(1);
    expect(onClose).toHaveBeenCalled();
  });

  it('closes on Escape and on a press elsewhere', async () => {
    const onClose = vi.fn();
    render(<MapMenu at={{ x: 0, y: 0 }} items={items} name="cart" onClose={onClose} />);
    await user.keyboard('{Escape}');
    await user.pointer({ keys: '[MouseLeft]', target: document.body });
    expect(onClose).toHaveBeenCalledTimes(2);
  });
});

describe('the endpoints of what is selected', () => {
  it('tell method, template, rate, errors and latency, and from how much', () => {
    const latency = { p50: 4, p95: 120, answers: 8 };
    const endpoint = { id: 'a', port: 80, protocol: 'TCP', method: 'GET', path: '/items/{id}', latency };
    const counts = { answers: 8, perSecond: 2, serverErrors: 1, clientErrors: 1, refused: 0 };
    render(<ServedEndpoints served={{ endpoints: [{ ...endpoint, ...counts }], more: 2, answers: 30 }} />);
    const row = screen.getByRole('row', { name: /items/ });
    expect([...row.querySelectorAll('td')].map((cell) => cell.textContent)).toEqual([
      '2.0',
      '25.0%',
      '4.0 ms',
      '120 ms',
    ]);
    expect(screen.getByText('2 more endpoints. From the newest 30 HTTP answers.')).toBeTruthy();
  });

  it('are named by the whole path, however little room is left for it', () => {
    const path = `/${'very-long/'.repeat(12)}{id}`;
    const endpoint = { id: 'a', port: 80, protocol: 'TCP', method: 'DELETE', path, latency: null };
    const counts = { answers: 8, perSecond: 2, serverErrors: 0, clientErrors: 0, refused: 0 };
    render(<ServedEndpoints served={{ endpoints: [{ ...endpoint, ...counts }], more: 0, answers: 8 }} />);
    expect(screen.getByRole('rowheader', { name: `DELETE ${path}` }).title).toBe(`DELETE ${path}`);
  });
});
