import { describe, expect, it } from 'vitest';
import type { DropGroup } from '@/lib/drops/group';
import { printCommand } from '@/lib/filter/cli/print';
import { splitShell } from '@/lib/filter/cli/shell';
import { everything } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import type { Entity } from '@/lib/flow/entity';
import { groupFilter as filterOf, namesClusters } from './group-filter';

const groupFilter = (group: DropGroup) => filterOf(group, { clusters: false, ofFlows: false });

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
    reason: 'POLICY_DENIED',
    ...part,
  }) as DropGroup;

describe('the filter behind a drop group', () => {
  it('names both ends with their sides, the port and that it was denied', () => {
    expect(printFilter(groupFilter(group({})))).toBe(
      'from.ns:shop from.workload:cart to.ns:pay to.workload:api verdict:denied reason:POLICY_DENIED proto:tcp to.port:443',
    );
  });

  it('leaves out what the filter has no word for', () => {
    const filter = groupFilter(group({ destination: entity('reserved', '', 'world'), protocol: 'ICMPv4', port: 0 }));
    expect(printFilter(filter)).toBe(
      'from.ns:shop from.workload:cart verdict:denied reason:POLICY_DENIED proto:icmpv4',
    );
  });

  it.each(['reserved', 'dns', 'cidr'] as const)('asks flows of an end that is %s for such as are of no pod', (kind) => {
    const outside = { ...entity(kind, '', 'x'), cluster: '' };
    const of = (part: Partial<DropGroup>) => printFilter(filterOf(group(part), { clusters: true, ofFlows: true }));
    expect(of({ source: outside })).toMatch(/^from.label:!io.kubernetes.pod.namespace to.cluster:c to.ns:pay /);
    expect(of({ destination: outside })).toContain(
      ' from.workload:cart to.label:!io.kubernetes.pod.namespace verdict:',
    );
    expect(of({ source: { ...outside, veiled: true } })).not.toContain('label');
  });

  it('asks for late replies as the server sends them', () => {
    expect(printFilter(groupFilter(group({ lateReply: true, protocol: 'UDP', port: 53 })))).toBe(
      'to.ns:shop to.workload:cart from.ns:pay from.workload:api verdict:denied reason:POLICY_DENIED proto:udp from.port:53',
    );
  });

  it('asks for answers to names of a search list by their code', () => {
    expect(printFilter(groupFilter(group({ reason: 'NXDOMAIN', protocol: 'UDP', port: 53 })))).toBe(
      'to.ns:shop to.workload:cart from.ns:pay from.workload:api dns.rcode:NXDOMAIN proto:udp from.port:53',
    );
  });

  it('names the clusters of its ends where others are called the same', () => {
    const away = { ...entity('workload', 'pay', 'api'), cluster: 'west' };
    const outside = { ...entity('dns', '', 'api.example.com'), cluster: '' };
    const both = (destination: Entity) =>
      printFilter(filterOf(group({ destination }), { clusters: true, ofFlows: false }));
    expect(both(away)).toMatch(/^from.cluster:c from.ns:shop from.workload:cart to.cluster:west to.ns:pay /);
    expect(both(outside)).toMatch(/^from.cluster:c from.ns:shop from.workload:cart verdict:denied /);
  });

  it('has to name clusters where several are in view, or where the view is of one', () => {
    const away = group({ source: { ...entity('workload', 'shop', 'cart'), cluster: 'west' } });
    expect(namesClusters([group({})], everything)).toBe(false);
    expect(namesClusters([group({}), away], everything)).toBe(true);
    const asked = parseFilter('from.cluster:c');
    expect(asked.ok && namesClusters([group({})], asked.filter)).toBe(true);
  });

  it('names an end that is known by its address, unless that is none', () => {
    const from = (name: string) => printFilter(groupFilter(group({ source: entity('ip', '', name) })));
    expect(from('10.8.14.163')).toContain('from.ip:10.8.14.163 ');
    expect(from('x" y')).not.toContain('from.ip');
  });

  it('asks for what audit mode let pass by its verdict', () => {
    expect(printFilter(groupFilter(group({ audited: true })))).toContain(' verdict:AUDIT proto:tcp ');
  });

  it.each(['', 'iptables said no', '\u001b[2J'])('leaves out the reason %j, which no filter can name', (reason) => {
    expect(printFilter(groupFilter(group({ reason })))).toContain(' verdict:denied proto:tcp ');
  });

  it.each(['L7', '230'])('names the reason %s', (reason) => {
    expect(printFilter(groupFilter(group({ reason })))).toContain(` reason:${reason} `);
  });

  it('makes a command in which nothing hides', () => {
    const name = "x\r\n'; rm -rf / #\u001b[2J\u202e\u0000$(id)`id`";
    const { command } = printCommand(groupFilter(group({ source: entity('workload', name, name) })));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(command).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(splitShell(command).end).toBe(command.length);
  });

  it('is a filter that can be read back, whatever the names are', () => {
    const filter = groupFilter(group({ source: entity('workload', 'a b', 'x,"y') }));
    expect(parseFilter(printFilter(filter))).toEqual({ ok: true, filter });
  });
});
