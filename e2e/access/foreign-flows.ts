// Flows within one namespace, within another, and between the two. Whatever is known of the other one and is not to be
// seen has the same few letters in it.
import { randomUUID } from 'node:crypto';

export const secret = 'zq7';

export interface Told {
  readonly uuid: string;
  readonly node_name: string;
  readonly time: string;
  readonly [field: string]: unknown;
}

export interface Flows {
  readonly own: readonly Told[];
  readonly crossing: readonly Told[];
  readonly foreign: readonly Told[];
  /** More of the foreign ones, twice. */
  readonly later: readonly (readonly Told[])[];
}

interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly ip: string;
  readonly identity: number;
  readonly dns: string;
}

const cart: Workload = {
  namespace: 'storefront',
  name: 'cart',
  ip: '10.7.1.1',
  identity: 1_111,
  dns: 'cart.example.com',
};
const stock: Workload = {
  namespace: 'storefront',
  name: 'stock',
  ip: '10.7.1.2',
  identity: 1_112,
  dns: 'stock.example.com',
};
/** The other end of a conversation with ours: its namespace may be shown, and nothing else. */
const bank: Workload = {
  namespace: 'payments',
  name: 'zq7-bank',
  ip: '10.7.7.7',
  identity: 77_777,
  dns: 'bank.zq7.example.com',
};
/** Of these not even the namespace is known. */
const vault: Workload = {
  namespace: 'zq7-vault',
  name: 'zq7-vault',
  ip: '10.7.7.8',
  identity: 77_778,
  dns: 'vault.zq7.example.com',
};
const safe: Workload = {
  namespace: 'zq7-vault',
  name: 'zq7-safe',
  ip: '10.7.7.9',
  identity: 77_779,
  dns: 'safe.zq7.example.com',
};

/** `at` gives the time of the flow of this number. */
export function flowsAt(at: (index: number) => string): Flows {
  let made = 0;
  const between = (client: Workload, server: Workload): Told[] =>
    events(client, server).map((more) => {
      made += 1;
      return flow(client, server, at(made), more);
    });
  return {
    own: between(cart, stock),
    crossing: [...between(cart, bank), ...between(bank, cart)],
    foreign: [...between(vault, safe), ...between(bank, vault)],
    later: [1, 2].map(() => [...between(vault, safe), ...between(bank, vault), ...between(safe, bank)]),
  };
}

/** Let through, refused, audited, and seen by proxies. */
function events(client: Workload, server: Workload): readonly object[] {
  const policy = { name: `deny-${server.name}`, namespace: server.namespace, kind: 'CiliumNetworkPolicy' };
  const denied = {
    verdict: 'DROPPED',
    drop_reason: 133,
    drop_reason_desc: 'POLICY_DENIED',
    ingress_denied_by: [policy],
  };
  const spoken = (type: string, what: object) => ({
    ...{ Type: 'L7', verdict: 'FORWARDED', event_type: { type: 129 }, is_reply: false, traffic_direction: 'INGRESS' },
    l7: { type, ...what },
  });
  const http = (type: string, code: number) =>
    spoken(type, {
      http: {
        ...{ code, method: 'GET', protocol: 'HTTP/1.1', url: `http://${server.dns}/${server.name}/accounts` },
        headers: [{ key: 'x-of', value: `${client.name} ${server.name}` }],
      },
    });
  return [
    { verdict: 'FORWARDED', traffic_direction: 'EGRESS', event_type: { type: 4, sub_type: 4 }, is_reply: false },
    { ...denied, traffic_direction: 'INGRESS', event_type: { type: 5 } },
    {
      ...denied,
      traffic_direction: 'INGRESS',
      event_type: { type: 1, sub_type: 133 },
      policy_log: [`${server.name} ${client.name}`],
    },
    { verdict: 'AUDIT', traffic_direction: 'INGRESS', event_type: { type: 5 }, ingress_denied_by: [policy] },
    http('REQUEST', 0),
    // A resolver hears the secrets of its clients, a broker has topics of its own.
    spoken('REQUEST', {
      dns: {
        query: `${client.dns}.`,
        ...{ ips: [], cnames: [`${client.name}.example.org.`], observation_source: 'proxy', qtypes: ['A'] },
      },
    }),
    spoken('REQUEST', { kafka: { api_key: 'produce', correlation_id: 1, topic: server.name } }),
  ];
}

function flow(client: Workload, server: Workload, time: string, more: object): Told {
  return {
    uuid: randomUUID(),
    time,
    node_name: 'demo/test-server',
    Type: 'L3_L4',
    IP: {
      ...{ source: client.ip, destination: server.ip, ipVersion: 'IPv4' },
      // The client's own.
      source_xlated: `snat-${client.name}`,
    },
    socket_cookie: String(client.identity),
    cgroup_id: String(server.identity),
    tunnel: { protocol: 'VXLAN', IP: { source: `tunnel-${server.name}`, destination: `tunnel-${client.name}` } },
    ethernet: { source: `52:54:00:00:${client.ip.slice(-1)}:01`, destination: `52:54:00:00:${server.ip.slice(-1)}:02` },
    l4: { TCP: { source_port: 40_000, destination_port: 8_080, flags: { SYN: true } } },
    source: endpoint(client),
    destination: endpoint(server),
    source_names: [client.dns],
    destination_names: [server.dns],
    destination_service: { name: server.name, namespace: server.namespace },
    interface: { index: 7, name: `lxc-${server.name}` },
    Summary: `TCP ${client.name} ${server.name}`,
    ...more,
  };
}

function endpoint({ namespace, name, identity }: Workload): object {
  return {
    ...{ identity, cluster_name: 'demo', namespace, pod_name: `${name}-0` },
    workloads: [{ name, kind: 'StatefulSet' }],
    labels: [`k8s:app=${name}`, `k8s:io.kubernetes.pod.namespace=${namespace}`],
  };
}
