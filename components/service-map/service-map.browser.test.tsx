import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { foldGraph } from '@/lib/graph/folding';
import { denied, edge, graphWith, outside, workload } from '@/lib/graph/sample';
import { SelectionPanel } from './panel/selection-panel';
import { ServiceMap } from './service-map';
import { plainLook } from './tools/look';
import { Twin } from './twin/twin';

const [cart, payments, bank] = [workload('cart'), workload('payments'), outside('api.bank.example')];
const refused = edge(cart, payments, 443, denied);
const passing = edge(payments, bank, 443);
const graph = { ...graphWith([cart, payments, bank], [refused, passing]), undrawn: 3, undrawnBy: { socket: 3 } };

const user = userEvent.setup();
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const rowsOf = (name: string) => within(screen.getByRole('table', { name })).getAllByRole('row').slice(1);
const namesOf = (name: string) => rowsOf(name).map((row) => within(row).getAllByRole('cell')[0]?.textContent);

describe('the twin of the map', () => {
  it('says of every connection who, where, how much, and what was refused, in words', () => {
    render(<Twin graph={graph} selection={null} />);
    const [first] = rowsOf('Connections');
    expect(first?.textContent).toContain('cart');
    expect(first?.textContent).toContain('443/TCP');
    expect(first?.textContent).toContain('denied');
    expect(first?.textContent).toContain('12 of 12 denied by ingress, Policy denied, shop/allow-cart');
  });

  it('lists every node with its kind, namespace and ports', () => {
    render(<Twin graph={graph} selection={null} />);
    expect(rowsOf('Workloads').map((row) => row.textContent)).toEqual(
      expect.arrayContaining([expect.stringContaining('paymentsDeploymentshop443/TCP')]),
    );
    expect(rowsOf('Workloads')).toHaveLength(3);
  });

  it('sorts by the head that is pressed and says so', async () => {
    render(<Twin graph={graph} onSelect={vi.fn()} selection={null} />);
    const table = within(screen.getByRole('table', { name: 'Workloads' }));
    await user.click(table.getByRole('button', { name: 'Name' }));
    expect(namesOf('Workloads')).toEqual(['payments', 'cart', 'api.bank.example']);
    expect(table.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending');
    await user.click(table.getByRole('button', { name: 'Name' }));
    expect(namesOf('Workloads')).toEqual(['api.bank.example', 'cart', 'payments']);
  });

  it('opens what is pressed', async () => {
    const onSelect = vi.fn();
    render(<Twin graph={graph} onSelect={onSelect} selection={null} />);
    await user.click(within(rowsOf('Connections')[0] ?? document.body).getByRole('button'));
    expect(onSelect).toHaveBeenCalledWith({ kind: 'edge', id: refused.id });
  });

  it('holds nothing that takes the focus while it is only read aloud', () => {
    render(<Twin graph={graph} selection={null} />);
    expect(screen.queryAllByRole('button')).toEqual([]);
  });

  it('says how many rows it leaves out', () => {
    const many = Array.from({ length: 510 }, (_, port) => edge(cart, payments, port + 1));
    render(<Twin graph={graphWith([cart, payments], many)} selection={null} />);
    expect(rowsOf('Connections')).toHaveLength(500);
    expect(screen.getByText('10 more rows are not listed. Narrow the filter to see them.')).toBeTruthy();
  });

  it('lists the endpoints of servers where the map tells of them, and what is otherwise than in another span', () => {
    const served = {
      ...{ more: 0, answers: 4 },
      endpoints: [
        {
          ...{ id: 'x', port: 443, protocol: 'TCP', method: 'GET', path: '/users/{id}', answers: 4, perSecond: 2 },
          ...{ serverErrors: 1, clientErrors: 0, refused: 0, latency: { p50: 4, p95: 31, answers: 4 } },
        },
      ],
    };
    const changes = new Map([[refused.id, 'denied' as const]]);
    render(<Twin changes={changes} graph={graph} selection={null} served={new Map([[payments.id, served]])} />);
    expect(rowsOf('HTTP endpoints').map((row) => row.textContent)).toEqual([
      'paymentsGET /users/{id}443/TCP2.0/s25.0%04.0 ms31 ms',
    ]);
    expect(rowsOf('Connections')[0]?.textContent).toContain('newly denied');
    expect(screen.getByRole('columnheader', { name: 'Change' })).toBeTruthy();
  });

  it('says how many pods were seen behind each node, and which labels all of them have', () => {
    const seen = { id: payments.id, pods: 12, nodes: 3, labels: ['app=payments', 'tier=backend'], moreLabels: 2 };
    render(<Twin graph={graph} pods={new Map([[payments.id, seen]])} selection={null} />);
    const told = rowsOf('Workloads').map((row) =>
      [...row.querySelectorAll('th, td')].slice(-2).map((one) => one.textContent),
    );
    expect(told).toContainEqual(['12', 'app=payments, tier=backend, 2 more']);
    expect(told).toContainEqual(['–', '']);
    expect(screen.getByTitle('12 pods seen on 3 nodes')).toBeTruthy();
  });

  it('shows a hostile name as text', () => {
    const odd = workload('<img src=x onerror=alert(1)>');
    const { container } = render(<Twin graph={graphWith([odd], [])} selection={null} />);
    expect(container.querySelector('img')).toBeNull();
    expect(namesOf('Workloads')).toEqual(['<img src=x onerror=alert(1)>']);
  });
});

describe('the panel of what is selected', () => {
  const props = { graph, onSelect: vi.fn(), onNarrow: vi.fn(), onClose: vi.fn() };

  it('says how many pods were seen behind a node, where, and what they have in common', () => {
    const seen = { id: payments.id, pods: 2, nodes: 1, labels: ['app=payments'], moreLabels: 0 };
    render(
      <SelectionPanel {...props} pods={new Map([[seen.id, seen]])} selection={{ kind: 'node', id: payments.id }} />,
    );
    expect(screen.getByText(/, 2 pods seen on 1 node$/)).toBeTruthy();
    expect(screen.getByText('app=payments')).toBeTruthy();
  });

  it('tells of a node what goes in and out, and what is refused and why', () => {
    render(<SelectionPanel {...props} selection={{ kind: 'node', id: payments.id }} />);
    expect(screen.getByRole('heading', { name: 'payments' })).toBeTruthy();
    expect(screen.getByText('from cart')).toBeTruthy();
    expect(screen.getByText('Policy denied, shop/allow-cart')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Calls' })).toBeTruthy();
  });

  it('walks to the connection that is pressed', async () => {
    const onSelect = vi.fn();
    render(<SelectionPanel {...props} onSelect={onSelect} selection={{ kind: 'node', id: payments.id }} />);
    await user.click(screen.getByRole('button', { name: /api\.bank\.example/ }));
    expect(onSelect).toHaveBeenCalledWith({ kind: 'edge', id: passing.id });
  });

  it('tells of an edge its sentence, and what each side said', () => {
    render(<SelectionPanel {...props} selection={{ kind: 'edge', id: refused.id }} />);
    expect(screen.getByText(/cart to payments on 443\/TCP: 12 of 12 denied by ingress/)).toBeTruthy();
    expect(screen.getByText('POLICY_DENIED')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Seen at ingress' })).toBeTruthy();
    expect(screen.queryByRole('heading', { name: 'Seen at egress' })).toBeNull();
  });

  it('tells once of what a node refuses itself', () => {
    const complain = vi.spyOn(console, 'error').mockImplementation(() => {});
    const itself = edge(cart, cart, 443, denied);
    const alone = { ...props, graph: graphWith([cart], [itself]) };
    const { rerender } = render(<SelectionPanel {...alone} selection={{ kind: 'node', id: cart.id }} />);
    expect(screen.getAllByText('Policy denied, shop/allow-cart')).toHaveLength(1);
    rerender(<SelectionPanel {...alone} selection={{ kind: 'edge', id: itself.id }} />);
    expect(screen.getByRole('heading', { name: 'Ends' })).toBeTruthy();
    expect(complain).not.toHaveBeenCalled();
    complain.mockRestore();
  });

  it('opens the flows of what is selected, as filter text', async () => {
    const onOpenFlows = vi.fn();
    render(<SelectionPanel {...props} onOpenFlows={onOpenFlows} selection={{ kind: 'node', id: cart.id }} />);
    await user.click(screen.getByRole('button', { name: 'Open flows' }));
    expect(onOpenFlows).toHaveBeenCalledWith('ns:shop workload:Deployment/cart');
  });

  it('says so when what was selected is no longer there', () => {
    render(<SelectionPanel {...props} selection={{ kind: 'edge', id: 'gone' }} />);
    expect(screen.getByText(/Nothing of it in this view/)).toBeTruthy();
  });
});

describe('the map under 720 pixels', () => {
  beforeEach(() => {
    const narrow = { matches: true, addEventListener: vi.fn(), removeEventListener: vi.fn() };
    vi.stubGlobal('matchMedia', () => narrow);
  });

  const props = {
    graph,
    folded: foldGraph(graph, { home: [] }),
    look: plainLook,
    onLook: vi.fn(),
    selection: null,
    onSelect: vi.fn(),
    storageKey: 'test',
    looksAt: 'test',
  };

  it('is a list, with the picture one press away', () => {
    render(<ServiceMap {...props} />);
    expect(rowsOf('Connections')).toHaveLength(2);
    expect(screen.getByRole('button', { name: 'Table' }).getAttribute('aria-pressed')).toBe('true');
    expect(screen.getByRole('button', { name: 'Map' })).toBeTruthy();
  });

  it('says what is not drawn and what is missing', () => {
    render(<ServiceMap {...props} incomplete={['12 flows lost on worker-3']} />);
    expect(screen.getByText('3 flows make no edge: 3 socket events')).toBeTruthy();
    expect(screen.getByText('12 flows lost on worker-3')).toBeTruthy();
  });

  it('shows drops only when asked', async () => {
    const onLook = vi.fn();
    const { rerender } = render(<ServiceMap {...props} onLook={onLook} />);
    await user.click(screen.getByRole('button', { name: 'Drops only' }));
    expect(onLook).toHaveBeenCalledWith({ only: 'drops' });
    rerender(<ServiceMap {...props} look={{ ...plainLook, only: 'drops' }} />);
    await screen.findByRole('button', { name: 'Drops only', pressed: true });
    await vi.waitFor(() => expect(namesOf('Connections')).toEqual(['cart']));
  });

  it('tells from outside where everything stands', () => {
    render(<ServiceMap {...props} />);
    const text = screen.getByTestId('service-map').getAttribute('data-positions') ?? '';
    expect(Object.keys(JSON.parse(text)).sort()).toEqual([cart.id, payments.id, bank.id].sort());
  });

  it('gives its place to the empty state when there is no node', () => {
    const empty = { nodes: [], edges: [], undrawn: 0, undrawnBy: {} };
    render(<ServiceMap {...props} emptyState={<p>No traffic yet</p>} graph={empty} />);
    expect(screen.getByText('No traffic yet')).toBeTruthy();
    expect(screen.queryByTestId('service-map')).toBeNull();
  });
});
