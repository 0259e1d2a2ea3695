// Whether a rule speaks of the port and protocol of a connection.
import type { Attempt } from '@/lib/policy/end';
import { any, type Judgement, yesIf } from '@/lib/policy/judgement';
import type { IcmpMatch, PortMatch, PortRule, Requests, Rule } from '@/lib/policy/policy';

export interface PortJudgement {
  readonly judgement: Judgement;
  /** What the proxy is told of each entry that speaks of the port; null is no proxy. */
  readonly requests: readonly (Requests | null)[];
}

export function judgePort({ ports, icmps }: Rule, attempt: Attempt): PortJudgement {
  if (ports === null && icmps === null) return { judgement: 'yes', requests: [null] };
  if (icmps !== null) {
    const judgement = any(icmps.map((match) => isIcmp(match, attempt)));
    return { judgement, requests: judgement === 'no' ? [] : [null] };
  }
  const entries = (ports ?? []).map((entry) => ({ entry, judgement: isEntry(entry, attempt) }));
  const speaking = entries.filter(({ judgement }) => judgement !== 'no');
  return {
    judgement: any(speaking.map(({ judgement }) => judgement)),
    requests: speaking.map(({ entry }) => entry.requests),
  };
}

const isEntry = ({ ports }: PortRule, attempt: Attempt): Judgement => any(ports.map((match) => isPort(match, attempt)));

/** A container port's name means what the destination calls so, in either direction. */
export function isPort({ port, endPort, protocol }: PortMatch, attempt: Attempt): Judgement {
  const { protocol: asked, port: at, destination } = attempt;
  if (asked === 'ICMP' || asked === 'ICMPv6') return 'no';
  if (protocol !== 'ANY' && protocol !== asked) return 'no';
  if (port === 0) return 'yes';
  if (at === null) return 'unknown';
  if (typeof port === 'number') return yesIf(at >= port && at <= endPort);
  if (!destination.namedPorts) return 'unknown';
  const named = Object.hasOwn(destination.namedPorts, port) ? destination.namedPorts[port] : undefined;
  return yesIf(named !== undefined && named.port === at && named.protocol === asked);
}

function isIcmp({ family, type }: IcmpMatch, { protocol, icmpType }: Attempt): Judgement {
  if (protocol !== (family === 'IPv4' ? 'ICMP' : 'ICMPv6')) return 'no';
  return icmpType === null ? 'unknown' : yesIf(icmpType === type);
}
