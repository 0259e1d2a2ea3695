// The policies in force, as flows name them. Their text is in demo/policies.
import { create } from '@bufbuild/protobuf';
import { type Policy, PolicySchema } from '@/proto/gen/flow/flow_pb';

const guide = (name: string) => policy('CiliumNetworkPolicy', 'network-policy-test', name);
const shop = (name: string) => policy('CiliumNetworkPolicy', 'shop', name);

export const policies = {
  allowFrontend: guide('allow-frontend'),
  l7Http: guide('l7-http-policy'),
  database: guide('database-access-policy'),
  icmpFrontend: guide('allow-icmp-communication'),
  icmpBackend: guide('allow-backend-communication'),
  shopInternal: shop('shop-internal'),
  shopPublic: shop('shop-public'),
  shopHttp: shop('shop-http-visibility'),
  shopDns: shop('shop-dns-visibility'),
  shopDatabases: shop('shop-databases'),
  paymentsProvider: shop('payments-provider'),
  paymentsMutualAuth: shop('payments-mutual-auth'),
  denyMetadata: policy('CiliumClusterwideNetworkPolicy', '', 'deny-cloud-metadata'),
} as const;

function policy(kind: string, namespace: string, name: string): Policy {
  return create(PolicySchema, {
    kind,
    namespace,
    name,
    revision: 7n,
    labels: [
      `k8s:io.cilium.k8s.policy.derived-from=${kind}`,
      `k8s:io.cilium.k8s.policy.name=${name}`,
      ...(namespace ? [`k8s:io.cilium.k8s.policy.namespace=${namespace}`] : []),
    ],
  });
}
