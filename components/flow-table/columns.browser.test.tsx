import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Flow } from '@/lib/flow/flow';
import { columnsOf } from './layout';

afterEach(cleanup);

const echo: Flow = {
  ...{ id: 'f', arrivedMs: 0, node: 'demo/gke-prod-pool-1-a1b2c3d4', verdict: 'FORWARDED', direction: 'EGRESS' },
  ...{ sourceNames: [], destinationNames: [], nodeLabels: [], policyLog: [] },
  ...{ egressAllowedBy: [], ingressAllowedBy: [], egressDeniedBy: [], ingressDeniedBy: [] },
  l4: { protocol: 'ICMPv4', type: 8, code: 0 },
};

function cellOf(column: string, flow: Flow) {
  const [shown] = columnsOf([column]);
  const { container } = render(shown?.cell(flow, () => ''));
  return container;
}

test('of ICMP the port says the protocol, and the message in its tooltip', () => {
  const cell = cellOf('port', echo);
  expect(cell.textContent).toBe('ICMPv4');
  expect(cell.querySelector('[title]')?.getAttribute('title')).toBe('ICMPv4 echo request');
});

test('a node goes by its name without cluster and domain, and by all of it in the tooltip', () => {
  const nameOf = (node: string) => {
    const shown = cellOf('node', { ...echo, node }).querySelector('[title]');
    return [shown?.textContent, shown?.getAttribute('title')];
  };
  const full = 'demo/ip-10-0-12-34.eu-central-1.compute.internal';
  expect(nameOf(full)).toEqual(['ip-10-0-12-34', full]);
  expect(nameOf('gke-prod-pool-1-a1b2c3d4')[0]).toBe('gke-prod-pool-1-a1b2c3d4');
  expect(nameOf('demo/10.0.12.34')[0]).toBe('10.0.12.34');
  expect(cellOf('node', { ...echo, node: undefined }).textContent).toBe('–');
});
