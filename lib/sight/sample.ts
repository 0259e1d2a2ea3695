// Flows between the reader's namespace and one that is not theirs, in which all that speaks of the other end can be told.
import type { Endpoint, Flow, Layer7, Policy } from '@/lib/flow/flow';
import { sampleFlow } from '@/lib/flow/sample';

/** Part of every text that a reader of `shop` is not to see of the other end; its namespace aside, which has none of it. */
export const secret = 'zq7';

/** The namespace of the other end. */
export const farNamespace = 'payments';

const nearEnd: Endpoint = {
  identity: 4711,
  cluster: 'default',
  namespace: 'shop',
  pod: 'cart-0',
  labels: ['k8s:app=cart', 'k8s:io.kubernetes.pod.namespace=shop'],
  workloads: [{ kind: 'Deployment', name: 'cart' }],
};

const farEnd: Endpoint = {
  id: 7_777,
  identity: 77_777,
  cluster: 'default',
  namespace: farNamespace,
  pod: `bank-${secret}-0`,
  labels: [`k8s:app=bank-${secret}`, `k8s:io.kubernetes.pod.namespace=${farNamespace}`],
  workloads: [{ kind: 'Deployment', name: `bank-${secret}` }],
};

const policy = (namespace: string, name: string): Policy => ({
  name,
  namespace,
  kind: 'CiliumNetworkPolicy',
  labels: [`k8s:io.cilium.k8s.policy.name=${name}`],
  revision: '1',
});

const policies = [policy('shop', 'let-cart-out'), policy(farNamespace, `deny-${secret}`)];

export type FarIs = 'source' | 'destination';

/** `far` is the end that is not the reader's. */
export function sampleCrossing(far: FarIs, more: Partial<Flow> = {}): Flow {
  const isSource = far === 'source';
  const near = isSource ? 'destination' : 'source';
  return sampleFlow({
    uuid: '2848b6b6-59c0-4be2-8bdc-3a5861de4c68',
    node: 'worker-1',
    timeMs: 1_780_000_000_000,
    [far]: farEnd,
    [near]: nearEnd,
    [`${far}Names`]: [`api.${secret}.example.com`],
    [`${near}Names`]: ['cart.example.com'],
    [`${far}Service`]: { name: `bank-${secret}`, namespace: farNamespace },
    [`${near}Service`]: { name: 'cart', namespace: 'shop' },
    ip: {
      source: isSource ? `10.0.7.${secret}` : '10.0.1.1',
      destination: isSource ? '10.0.1.1' : `10.0.7.${secret}`,
      sourceTranslated: isSource ? `10.9.9.${secret}` : '10.9.9.9',
      version: 'IPv4',
    },
    ethernet: {
      source: isSource ? `52:54:${secret}` : '52:54:00:00:00:01',
      destination: isSource ? '52:54:00:00:00:01' : `52:54:${secret}`,
    },
    l4: { protocol: 'TCP', sourcePort: 40_000, destinationPort: 8_080, flags: ['SYN'] },
    egressAllowedBy: policies,
    ingressDeniedBy: policies,
    policyLog: [`log of ${secret}`],
    summary: `GET http://bank-${secret}/`,
    extensions: { '@type': secret },
    unknown: { 'IP.dscp': secret },
    tunnel: { protocol: 'VXLAN', ip: { source: `10.8.8.${secret}`, destination: `10.8.9.${secret}` } },
    interface: { index: 3, name: `lxc-${secret}` },
    socketCookie: '77777',
    cgroupId: '77777',
    ...more,
  });
}

/** What a proxy saw, with what speaks of the server or of the client in it; the reader's own client may be asking. */
export function sampleRequest(type: 'REQUEST' | 'RESPONSE', farIsServer: boolean): readonly Layer7[] {
  const [ofServer, ofClient] = farIsServer ? [secret, 'cart'] : ['cart', secret];
  return [
    {
      type,
      http: {
        code: 200,
        method: 'GET',
        url: `http://${ofServer}.example.com/accounts/${ofServer}`,
        protocol: 'HTTP/1.1',
        headers: [{ key: 'User-Agent', value: secret }],
      },
    },
    {
      type,
      dns: {
        query: `${ofClient}.example.com.`,
        ips: [ofClient],
        ttl: 5,
        cnames: [`${ofClient}.example.org.`],
        observationSource: 'proxy',
        rcode: 0,
        qtypes: ['A'],
        rrtypes: ['A'],
      },
    },
    { type, kafka: { errorCode: 0, apiVersion: 1, apiKey: 'produce', correlationId: 1, topic: ofServer } },
  ];
}
