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

test('a long name of a node keeps its end in sight, and is whole for who reads or copies it', () => {
  const cell = cellOf('node', echo);
  expect(cell.textContent).toBe('gke-prod-pool-1-a1b2c3d4');
  expect(cell.querySelector('.truncate + span')?.textContent).toBe('a1b2c3d4');
  expect(cell.querySelector('[title]')?.getAttribute('title')).toBe('demo/gke-prod-pool-1-a1b2c3d4');
});
