import { describe, expect, it } from 'vitest';
import type { DropGroup } from '@/lib/drops/group';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import type { Entity } from '@/lib/flow/entity';
import { groupFilter } from './group-filter';

const entity = (kind: Entity['kind'], namespace: string, name: string): Entity => ({
  id: `c/${namespace}/${kind}/${name}`,
  kind,
  cluster: 'c',
  namespace,
  name,
  workloadKind: '',
});

const group = (part: Partial<DropGroup>) =>
  ({
    source: entity('workload', 'shop', 'cart'),
    destination: entity('workload', 'pay', 'api'),
    protocol: 'TCP',
    port: 443,
    ...part,
  }) as DropGroup;

describe('the filter behind a drop group', () => {
  it('names both ends with their sides, the port and that it was denied', () => {
    expect(printFilter(groupFilter(group({})))).toBe(
      'from.ns:shop from.workload:cart to.ns:pay to.workload:api verdict:denied proto:tcp to.port:443',
    );
  });

  it('leaves out what the filter has no word for', () => {
    const filter = groupFilter(group({ destination: entity('reserved', '', 'world'), protocol: 'ICMPv4', port: 0 }));
    expect(printFilter(filter)).toBe('from.ns:shop from.workload:cart verdict:denied proto:icmpv4');
  });

  it('asks for late replies as the server sends them', () => {
    expect(printFilter(groupFilter(group({ lateReply: true, protocol: 'UDP', port: 53 })))).toBe(
      'to.ns:shop to.workload:cart from.ns:pay from.workload:api verdict:denied proto:udp from.port:53',
    );
  });

  it('asks for answers to names of a search list by their code', () => {
    expect(printFilter(groupFilter(group({ reason: 'NXDOMAIN', protocol: 'UDP', port: 53 })))).toBe(
      'to.ns:shop to.workload:cart from.ns:pay from.workload:api dns.rcode:NXDOMAIN proto:udp from.port:53',
    );
  });

  it('is a filter that can be read back, whatever the names are', () => {
    const filter = groupFilter(group({ source: entity('workload', 'a b', 'x,"y') }));
    expect(parseFilter(printFilter(filter))).toEqual({ ok: true, filter });
  });
});
