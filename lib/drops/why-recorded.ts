// What Hubble recorded of a drop, fact by fact, and nothing that is concluded from it.
import { searchedNames } from '@/lib/drops/group';
import { type DropCase, minorOf, nodeNamed, packetEnds, timeOf } from '@/lib/drops/why-case';
import { dropReasonNumbers, normalDropReason, refusedByProxy } from '@/lib/flow/drop-reason';
import { dropReasonAdvice } from '@/lib/flow/drop-reason-advice';
import { entityInSentence } from '@/lib/flow/entity-text';
import type { Flow, Policy } from '@/lib/flow/flow';
import { formatTime } from '@/lib/flow/format';
import { allowedBy, eventKind, policyName } from '@/lib/flow/questions';
import { isSameConnection } from '@/lib/flow/related';
import { joined, plain, type Sentence, say, type Told } from '@/lib/flow/sentence';

export interface RecordedFact {
  readonly name: string;
  readonly value: Sentence;
  /** What one must know to take it right, or why there is none; '' where nothing. */
  readonly note: string;
}

/** In the order in which one asks. What was not recorded is left out, or said where one would look for it. */
export function recordedFacts(drop: DropCase): readonly RecordedFact[] {
  return [
    reasonFact(drop),
    sideFact(drop),
    policiesFact(drop),
    allowingFact(drop),
    logFact(drop),
    matchFact(drop),
    eventsFact(drop),
    requestFact(drop),
    identitiesFact(drop),
    nodesFact(drop),
    emitterFact(drop),
    fileFact(drop),
  ].filter((fact) => fact !== null);
}

function fact(name: string, value: Sentence, note = ''): RecordedFact {
  return { name, value, note };
}

function reasonFact({ group, flows }: DropCase): RecordedFact {
  const { reason, reasonText, audited } = group;
  if (audited)
    return fact('Verdict', say`${'AUDIT'}`, 'Policy audit mode: it would have been refused, and was let through.');
  if (reason === searchedNames) return fact('Answer', say`${'NXDOMAIN'}`, 'Nothing was refused.');
  if (reason === '') return fact('Reason', plain('None recorded'));
  if (reason === refusedByProxy) {
    return fact('Reason', say`${reasonText}`, 'Hubble gives requests that the proxy refuses no reason of their own.');
  }
  const code = dropReasonNumbers.get(reason);
  const value = code === undefined ? say`${reasonText}` : say`${reasonText} (${reason}, code ${String(code)})`;
  const isGiven = flows.length === 0 || flows.some(saysReason);
  return fact(
    'Reason',
    value,
    isGiven ? meaningOf(reason) : 'The events carry no reason; this is what their kind says.',
  );
}

const saysReason = (flow: Flow): boolean =>
  normalDropReason(flow.dropReason) !== '' || (eventKind(flow) === 'drop' && (flow.eventType?.subType ?? 0) > 0);

function meaningOf(reason: string): string {
  const { meaning } = dropReasonAdvice(reason);
  return `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`;
}

function sideFact({ group }: DropCase): RecordedFact {
  const [from, to] = packetEnds(group);
  const { direction } = group;
  if (direction === 'INGRESS') return fact('Side', say`Ingress, on its way into ${entityInSentence(to)}`);
  if (direction === 'EGRESS') {
    const arrival = group.alsoIngress ? say`, and ingress, on its way into ${entityInSentence(to)}` : [];
    return fact('Side', say`Egress, on its way out of ${entityInSentence(from)}${arrival}`);
  }
  if (direction === 'TRAFFIC_DIRECTION_UNKNOWN') return fact('Side', plain('Not recorded'));
  return fact('Side', say`Direction ${direction}, which this version does not know`);
}

function policiesFact({ group, flows, nodes }: DropCase): RecordedFact | null {
  const { policies, reason, class: kind } = group;
  const named = distinct(flows.flatMap((flow) => [...flow.egressDeniedBy, ...flow.ingressDeniedBy]).map(policyText));
  if (named.length > 0) return fact('Policies', joined(few(named)));
  if (policies.length > 0) return fact('Policies', joined(few(policies)));
  if (kind !== 'policy' && kind !== 'l7') return null;
  const versions = distinct(group.nodes.map((node) => nodeNamed(nodes, node)?.version ?? ''));
  return fact('Policies', plain('None named'), whyUnnamed(reason, versions));
}

function policyText(policy: Policy): string {
  const name = policyName(policy) || 'a policy without a name';
  const revision = policy.revision === '0' || policy.revision === '' ? '' : `revision ${policy.revision}`;
  const more = [policy.kind, revision].filter(Boolean).join(', ');
  return more === '' ? name : `${name} (${more})`;
}

/** Policies that deny are named since 1.16. */
const namesSince = 16;

function whyUnnamed(reason: string, versions: readonly string[]): string {
  const known = versions.filter((version) => minorOf(version) !== null);
  const old = known.filter((version) => !namesPolicies(version));
  if (old.length > 0) {
    return `This agent version does not name policies: ${old.join(', ')}; those that deny are named since 1.${namesSince}.`;
  }
  if (reason === 'POLICY_DENIED') return 'Where no rule fits, most agent versions have no policy to name.';
  if (reason === refusedByProxy) return 'Most agent versions name no policies on events of the proxy.';
  if (known.length > 0) return 'The agent left them out, as some versions do behind the proxy and with port ranges.';
  return 'This agent version does not name policies.';
}

function namesPolicies(version: string): boolean {
  const [major = 0, minor = 0] = minorOf(version) ?? [];
  return major > 1 || (major === 1 && minor >= namesSince);
}

function allowingFact({ flows, group }: DropCase): RecordedFact | null {
  const names = distinct(flows.flatMap(allowedBy));
  if (names.length === 0) return null;
  const fate = group.audited ? 'would be refused' : 'was refused';
  return fact('Allowed by', joined(few(names)), `The record names this too; the verdict counts, and it ${fate}.`);
}

/** An empty line is no line. */
function logFact({ flows }: DropCase): RecordedFact | null {
  const lines = distinct(flows.flatMap(({ policyLog }) => policyLog).filter((line) => line.trim() !== ''));
  return lines.length === 0 ? null : fact('Policy log', joined(few(lines.map(clip))));
}

/** Hubble's match types of a policy verdict. */
const matchTypes: Record<string, string> = {
  0: 'none, no rule matched',
  1: 'L3-only, a rule for the other end on any port',
  2: 'L3-L4, a rule for the other end and this port',
  3: 'L4-only, a rule for this port and any end',
  4: 'all, a rule for every end and port',
  5: 'L3-proto, a rule for the other end and this protocol',
  6: 'proto-only, a rule for this protocol and any end',
};

function matchFact({ flows, group }: DropCase): RecordedFact | null {
  const verdicts = flows.filter((flow) => eventKind(flow) === 'policy-verdict');
  const texts = distinct(verdicts.map(({ policyMatchType }) => matchTypeText(policyMatchType)));
  if (texts.length > 0) return fact('Match type', joined(few(texts)), verdicts.some(isLeftOut) ? leftOut : '');
  return group.class === 'policy' && flows.length > 0
    ? fact('Match type', plain('Not recorded'), 'Only policy verdicts carry it, and none of this drop is held.')
    : null;
}

const isLeftOut = ({ policyMatchType }: Flow): boolean => policyMatchType === undefined;
const leftOut = 'None is what an absent field stands for; a masked export leaves it out as well.';

function matchTypeText(type: number | string | undefined): string {
  const text = String(type ?? 0).replace(/^POLICY_MATCH_TYPE_NONE$/, '0');
  return matchTypes[text] ?? (/^\d+$/.test(text) ? `${text}, which this version does not know` : text);
}

function eventsFact({ flows }: DropCase): RecordedFact | null {
  const pair = pairIn(flows);
  if (pair) {
    const [verdict, drop] = pair;
    const value = say`A policy verdict at ${formatTime(timeOf(verdict))} and a drop at ${formatTime(timeOf(drop))}`;
    return fact('Events', value, `Two events of one packet, ${apartText(verdict, drop)}; it is counted once.`);
  }
  const [newest] = flows;
  if (newest === undefined) return null;
  return fact(
    'Events',
    say`${eventText(newest)} at ${formatTime(timeOf(newest))}`,
    'No second event of this packet is held.',
  );
}

/** Longer apart they speak of two packets. */
const samePacketMs = 1_000;

function pairIn(flows: readonly Flow[]): readonly [verdict: Flow, drop: Flow] | null {
  for (const verdict of flows) {
    if (eventKind(verdict) !== 'policy-verdict') continue;
    const drop = flows.find(
      (other) =>
        eventKind(other) === 'drop' &&
        isSameConnection(other, verdict) &&
        Math.abs(timeOf(other) - timeOf(verdict)) < samePacketMs,
    );
    if (drop) return [verdict, drop];
  }
  return null;
}

function apartText(one: Flow, other: Flow): string {
  const apartMs = Math.abs(timeOf(one) - timeOf(other));
  if (apartMs === 0) return 'at the same time';
  return apartMs < 1 ? `${Math.max(1, Math.round(apartMs * 1_000))} µs apart` : `${Math.round(apartMs)} ms apart`;
}

const eventTexts: Partial<Record<ReturnType<typeof eventKind>, string>> = {
  'policy-verdict': 'A policy verdict',
  drop: 'A drop',
  l7: 'An event of the proxy',
};

const eventText = (flow: Flow): string => eventTexts[eventKind(flow)] ?? 'An event of a kind that is not recorded';

function requestFact({ flows, group }: DropCase): RecordedFact | null {
  const http = flows.find(({ l7 }) => l7?.http)?.l7?.http;
  if (http) return fact('Request', say`${clip(http.method)} ${clip(pathOf(http.url))}`, hostOf(http.url));
  const dns = flows.find(({ l7 }) => l7?.dns)?.l7?.dns;
  if (dns) return fact('Request', say`DNS ${dns.qtypes.join(', ')} ${clip(dns.query)}`);
  const kafka = flows.find(({ l7 }) => l7?.kafka)?.l7?.kafka;
  if (kafka) return fact('Request', say`Kafka ${clip(kafka.apiKey)} ${clip(kafka.topic)}`);
  return group.request === undefined ? null : fact('Request', say`${clip(group.request)}`);
}

const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i;
const pathOf = (url: string): string => url.replace(authority, '') || url;

function hostOf(url: string): string {
  const [, host = ''] = authority.exec(url) ?? [];
  return host === '' ? '' : `Asked of ${clip(host)}.`;
}

function identitiesFact({ flows }: DropCase): RecordedFact | null {
  const found = flows.find(({ source, destination }) => source?.identity || destination?.identity);
  if (!found) return null;
  const number = (identity: number | undefined) => (identity ? String(identity) : 'unknown');
  return fact('Identities', say`${number(found.source?.identity)} to ${number(found.destination?.identity)}`);
}

function nodesFact({ group, nodes }: DropCase): RecordedFact {
  if (group.nodes.length === 0) return fact('Node', plain('Not recorded'));
  const told = group.nodes.map((name): Told => {
    const version = nodeNamed(nodes, name)?.version ?? '';
    return version === '' ? say`${name}, agent version not known` : say`${name}, agent ${version}`;
  });
  return fact(group.nodes.length === 1 ? 'Node' : 'Nodes', joined(few(told)));
}

/** Other programs write Hubble's flows too, with less in them. */
function emitterFact({ flows }: DropCase): RecordedFact | null {
  const emitters = flows.flatMap(({ emitter }) => (emitter?.name ? [`${emitter.name} ${emitter.version}`.trim()] : []));
  return emitters.length === 0 ? null : fact('Written by', joined(few(distinct(emitters))));
}

function fileFact({ flows }: DropCase): RecordedFact | null {
  const file = flows.find((flow) => flow.file?.name)?.file;
  return file
    ? fact('Source line', say`${`${clip(file.name)}:${file.line}`}`, 'Where in the BPF code of Cilium it was dropped.')
    : null;
}

/** As many as one reads; the others are counted. */
const mostListed = 4;

function few(texts: readonly Told[]): readonly Told[] {
  if (texts.length <= mostListed + 1) return texts;
  return [...texts.slice(0, mostListed), plain(`${texts.length - mostListed} more`)];
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].filter((text) => text !== '');

/** Longer ones stand whole in the flow's own panel. */
const mostCharacters = 240;
const clip = (text: string): string => (text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text);
