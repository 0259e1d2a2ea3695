// A flow without what would tell who its veiled end is. Fields are named one by one: what is not known here is left out.
import { isGroupAddress } from '@/lib/flow/address';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import type { Endpoint, Flow, FlowFacts, Ip, Layer7, Policy } from '@/lib/flow/flow';
import { labelValue, namespaceLabel } from '@/lib/flow/labels';
import { dropReasonOf, isDenial, policyName } from '@/lib/flow/questions';
import { veiledService } from '@/lib/sight/veil';
import { mayName, type PolicySight, senderDecided } from '@/lib/sight/veil-policies';

type End = 'source' | 'destination';

/**
 * - `kept`   says nothing of who an end is: times, nodes, verdicts, ports, ids of this flow
 * - `veiled` kept as far as it speaks of the end in sight
 * - `left`   speaks of either end, of what no version knows, or in free text
 */
type Fate = 'kept' | 'veiled' | 'left';

const fates: Readonly<Record<keyof Flow, Fate>> = {
  id: 'kept',
  uuid: 'kept',
  time: 'kept',
  timeMs: 'kept',
  arrivedMs: 'kept',
  node: 'kept',
  nodeLabels: 'kept',
  emitter: 'kept',
  verdict: 'kept',
  dropReason: 'veiled',
  ethernet: 'veiled',
  ip: 'veiled',
  l4: 'kept',
  l7: 'veiled',
  source: 'veiled',
  destination: 'veiled',
  sourceNames: 'veiled',
  destinationNames: 'veiled',
  sourceService: 'veiled',
  destinationService: 'veiled',
  type: 'kept',
  eventType: 'kept',
  direction: 'kept',
  isReply: 'kept',
  traceReason: 'kept',
  policyMatchType: 'veiled',
  authType: 'kept',
  egressAllowedBy: 'veiled',
  ingressAllowedBy: 'veiled',
  egressDeniedBy: 'veiled',
  ingressDeniedBy: 'veiled',
  policyLog: 'veiled',
  weight: 'kept',
  aggregate: 'kept',
  observationPoint: 'kept',
  debugCapturePoint: 'kept',
  sockXlatePoint: 'kept',
  file: 'kept',
  ipTraceId: 'kept',
  traceId: 'kept',
  proxyPort: 'kept',
  masked: 'kept',
  tunnel: 'left',
  interface: 'left',
  socketCookie: 'left',
  cgroupId: 'left',
  extensions: 'left',
  summary: 'left',
  unknown: 'left',
};

const kept = Object.entries(fates).flatMap(([field, fate]) => (fate === 'kept' ? [field] : []));

/** `far` is the end that `veiled` stands for. */
export function veilFlow<F extends FlowFacts>(flow: F, far: End, veiled: Endpoint): F {
  const said: Record<string, unknown> = {};
  for (const field of kept) {
    const value: unknown = Reflect.get(flow, field);
    if (value !== undefined) said[field] = value;
  }
  // Policies write their own texts.
  const log = 'policyLog' in flow ? { policyLog: [] } : {};
  return asFlow<F>(Object.assign(said, endsOf(flow, far, veiled), policiesOf(flow, policySight(flow, far)), log));
}

/** All that F must have was taken over from one: `fates` has each field of a flow, and the fields left out are optional. */
const asFlow = <F extends FlowFacts>(said: object): F => said as F;

function endsOf(flow: FlowFacts, far: End, veiled: Endpoint): Partial<FlowFacts> {
  const isSource = far === 'source';
  const service = isSource ? flow.sourceService : flow.destinationService;
  const entity = isSource ? sourceEntity(flow) : destinationEntity(flow);
  const shown = service && entity.kind === 'service' ? veiledService : undefined;
  return {
    source: isSource ? veiled : flow.source,
    destination: isSource ? flow.destination : veiled,
    sourceNames: isSource ? [] : flow.sourceNames,
    destinationNames: isSource ? flow.destinationNames : [],
    ...(isSource
      ? flow.destinationService && { destinationService: flow.destinationService }
      : flow.sourceService && { sourceService: flow.sourceService }),
    ...(shown && (isSource ? { sourceService: shown } : { destinationService: shown })),
    ...(flow.ip && { ip: addressesOf(flow.ip, isSource) }),
    ...(flow.ethernet && { ethernet: { ...flow.ethernet, [far]: '' } }),
    ...(flow.l7 && { l7: layer7Of(flow.l7, isClient(flow, far)) }),
  };
}

function addressesOf({ source, destination, sourceTranslated, version, encrypted }: Ip, isSource: boolean): Ip {
  return {
    ...((!isSource || isGroup(source)) && source !== undefined && { source }),
    ...((isSource || isGroup(destination)) && destination !== undefined && { destination }),
    ...(!isSource && sourceTranslated !== undefined && { sourceTranslated }),
    ...(version !== undefined && { version }),
    ...(encrypted !== undefined && { encrypted }),
  };
}

/** An address that many listen to is nobody's. */
const isGroup = (address: string | undefined): boolean => address !== undefined && isGroupAddress(address);

/** Who asked, of what a proxy saw: the sender of a request, the receiver of a response. */
function isClient(flow: FlowFacts, far: End): boolean {
  const isAnswer = flow.isReply ?? flow.l7?.type === 'RESPONSE';
  return (far === 'destination') === isAnswer;
}

/** What was asked for names the server of HTTP and Kafka, and is the secret of a client of DNS. Headers may name either. */
function layer7Of({ http, dns, kafka, ...l7 }: Layer7, clientIsFar: boolean): Layer7 {
  return {
    ...(l7.latencyNs === undefined ? { type: l7.type } : { type: l7.type, latencyNs: l7.latencyNs }),
    ...(http && { http: { ...http, url: clientIsFar ? http.url : '', headers: [] } }),
    ...(dns && { dns: clientIsFar ? { ...dns, query: '', ips: [], cnames: [] } : dns }),
    ...(kafka && { kafka: { ...kafka, topic: clientIsFar ? kafka.topic : '' } }),
  };
}

function policySight(flow: FlowFacts, far: End): PolicySight {
  const near = far === 'source' ? destinationEntity(flow) : sourceEntity(flow);
  const bySender = senderDecided(flow.direction);
  return { near: near.namespace, decided: bySender !== null && bySender === (far === 'destination') };
}

const lists = ['egressAllowedBy', 'ingressAllowedBy', 'egressDeniedBy', 'ingressDeniedBy'] as const;

function policiesOf(flow: FlowFacts, sight: PolicySight): Partial<FlowFacts> {
  const may = (policy: Policy) => mayName(namespaceOf(policy), sight);
  const named = Object.fromEntries(
    lists.map((list) => [list, flow[list].every(may) ? flow[list] : flow[list].filter(may)]),
  );
  const isWhole = lists.every((list) => named[list] === flow[list]);
  // Both are worked out by whether a policy is named, where they are not told.
  const dropReason = isWhole || flow.dropReason !== undefined || !isDenial(flow) ? flow.dropReason : dropReasonOf(flow);
  return {
    ...named,
    ...(dropReason !== undefined && { dropReason }),
    ...(isWhole && flow.policyMatchType !== undefined && { policyMatchType: flow.policyMatchType }),
  };
}

/** As its name says it. */
function namespaceOf(policy: Policy): string {
  const name = policyName(policy);
  return policy.namespace || name.slice(0, Math.max(0, name.lastIndexOf('/')));
}

/** The flow with an end that has no namespace for us: what it may say of one all the same is taken out. */
export function withoutPlace<F extends FlowFacts>(flow: F, far: End): F {
  const endpoint = flow[far];
  const service = far === 'source' ? flow.sourceService : flow.destinationService;
  const isPlaced = endpoint && (endpoint.namespace || endpoint.pod || labelValue(endpoint.labels, namespaceLabel));
  if (!isPlaced && !service) return flow;
  const { namespace: _, pod: __, ...rest } = endpoint ?? { labels: [], workloads: [] };
  const plain = { ...rest, labels: rest.labels.filter(isOutside), workloads: [] };
  return {
    ...flow,
    ...(isPlaced && { [far]: plain }),
    ...(service && { [`${far}Service`]: undefined }),
  };
}

const isOutside = (label: string): boolean => /^(reserved|cidr|cidrgroup|fqdn):/.test(label);
