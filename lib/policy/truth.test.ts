// The recorded truth table of Cilium's own policy engine, read where it lies beside the repository.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Attempt, KnownService, PolicyEnd } from '@/lib/policy/end';
import { type DirectionVerdict, judge, speaksOf } from '@/lib/policy/judge';
import { directions, type Policy, type Transport } from '@/lib/policy/policy';
import { readPolicy } from '@/lib/policy/read';
import { type Label, readLabel, readSelector } from '@/lib/policy/selector';

const file = path.resolve(import.meta.dirname, '../../../shared/cases/policy/truth.jsonl');

interface Row {
  readonly id: string;
  readonly title: string;
  readonly policies: readonly unknown[];
  readonly services?: readonly {
    namespace: string;
    name: string;
    labels: Record<string, string>;
    hasSelector: boolean;
    backends: string[];
  }[];
  readonly source: RowEnd;
  readonly destination: RowEnd;
  readonly protocol: Attempt['protocol'];
  readonly port: number | null;
  readonly icmpType: number | null;
  readonly http: Attempt['http'];
  readonly dns: string | null;
  readonly expect: { egress: string; ingress: string; l7: string; verdict: string; deciding: string[] };
  readonly versionDependent?: boolean;
  readonly invalid?: boolean;
  readonly raw?: unknown;
}

interface RowEnd {
  readonly namespace: string | null;
  readonly labels: Record<string, string>;
  readonly namespaceLabels: Record<string, string>;
  readonly reserved: string | null;
  readonly reservedAlso?: string[];
  readonly ip: string;
  readonly names: string[];
  readonly namedPorts?: Record<string, { port: number; protocol: Transport }>;
}

/** What 1.13 answers in another way than the versions of today. */
const today: Readonly<Record<string, Partial<Row['expect']>>> = {
  'from-endpoints-002': { ingress: 'default-deny', verdict: 'denied' },
  'from-endpoints-003': { egress: 'default-deny', verdict: 'denied' },
  'host-004': { l7: 'allowed', verdict: 'allowed' },
  'host-005': { l7: 'allowed', verdict: 'allowed' },
  'services-004': { egress: 'allowed', verdict: 'allowed' },
  'dns-008': { l7: 'allowed', verdict: 'allowed', deciding: ['dns', 'plaindns'] },
  'deny-014': { ingress: 'denied', verdict: 'denied' },
  'netpol-021': { ingress: 'allowed', verdict: 'allowed' },
};

describe.skipIf(!existsSync(file))('the recorded truth table', () => {
  const rows = existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Row)
    : [];

  for (const row of rows.filter(({ invalid }) => !invalid)) {
    it(`${row.id}: ${row.title}`, () => {
      const read = row.policies.map((policy) => readPolicy(policy));
      expect(read.flatMap((one) => one?.problems ?? [])).toEqual([]);
      const policies = read.flatMap((one) => (one?.policy ? [one.policy] : []));
      expect(policies).toHaveLength(row.policies.length);
      const attempt = attemptOf(row);
      const services = servicesOf(row);
      const { egress, ingress, l7, verdict } = judge(policies, attempt, services);
      const deciding = decidingPolicies(policies, attempt, services)
        .map(({ name }) => name)
        .sort();
      const expected = { ...row.expect, ...(row.versionDependent && today[row.id]) };
      expect({ egress: egress.decision, ingress: ingress.decision, l7, verdict }).toEqual({
        egress: expected.egress,
        ingress: expected.ingress,
        l7: expected.l7,
        verdict: expected.verdict,
      });
      if (!row.versionDependent) expect(deciding).toEqual(expected.deciding);
    });
  }

  /** Newer versions know these fields. */
  const known = ['invalid-040', 'invalid-043'];
  for (const row of rows.filter(({ invalid }) => invalid)) {
    it(`${row.id}: ${row.title}`, () => {
      const problems = row.policies.flatMap((policy) => readPolicy(policy)?.problems ?? []);
      if (known.includes(row.id)) return expect(problems).toEqual([]);
      expect(problems.length).toBeGreaterThan(0);
      for (const { path: at, message } of problems) expect(message).toContain(at);
    });
  }
});

function attemptOf({ source, destination, protocol, port, icmpType, http, dns }: Row): Attempt {
  return { source: endOf(source), destination: endOf(destination), protocol, port, icmpType, http, dns };
}

function endOf(end: RowEnd): PolicyEnd {
  const reserved = [
    end.reserved,
    ...(end.reservedAlso ?? []),
    end.reserved === 'kube-apiserver' ? 'remote-node' : null,
  ];
  const ofPod = end.namespace
    ? [
        `k8s:io.kubernetes.pod.namespace=${end.namespace}`,
        'k8s:io.cilium.k8s.policy.cluster=default',
        `k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=${end.namespace}`,
        ...Object.entries(end.namespaceLabels).map(
          ([key, value]) => `k8s:io.cilium.k8s.namespace.labels.${key}=${value}`,
        ),
      ]
    : [];
  const own = Object.entries(end.labels).map(([key, value]) => `${key}=${value}`);
  const labels = [...own, ...ofPod, ...reserved.filter(Boolean).map((name) => `reserved:${name}`)];
  return { labels: labels.map(readLabel), ip: end.ip, names: end.names, namedPorts: end.namedPorts ?? {} };
}

/** What a service selects is not in the table: here it is the pod at its address. */
function servicesOf({ services, destination }: Row): readonly KnownService[] | null {
  return (
    services?.map(({ namespace, name, labels, backends, hasSelector }) => ({
      namespace,
      name,
      labels: Object.entries(labels).map(([key, value]): Label => ({ source: 'k8s', key, value })),
      backends,
      pods:
        hasSelector && backends.includes(destination.ip)
          ? readSelector({ matchLabels: destination.labels }, 'k8s')
          : null,
    })) ?? null
  );
}

/**
 * The policies behind the verdict: those that alone allow it where it is allowed, alone deny it where a deny rule does,
 * that enforce the direction where nothing allows it, that alone refuse the request where the proxy does. Where none
 * refuses (an endpoint that starts up), those that allow.
 */
function decidingPolicies(
  policies: readonly Policy[],
  attempt: Attempt,
  services: readonly KnownService[] | null = null,
): readonly Policy[] {
  const together = judge(policies, attempt, services);
  const sides = (policy: Policy) => {
    const alone = judge([policy], attempt, services);
    return directions.map((side) => ({ alone: alone[side], together: together[side] }));
  };
  const allowing = () => policies.filter((policy) => sides(policy).some(({ alone }) => allowsItself(alone)));
  if (together.verdict === 'allowed') return allowing();
  const refusing = policies.filter((policy) =>
    sides(policy).some((side) => (together.l7 === 'denied' ? side.alone.l7 === 'denied' : refusesAlike(side))),
  );
  return refusing.length > 0 ? refusing : allowing();
}

/** By a rule, not because the local host is always let in. */
const allowsItself = ({ decision, rules, l7 }: DirectionVerdict): boolean =>
  decision === 'allowed' && l7 !== 'denied' && rules.some((looked) => !looked.rule.deny && speaksOf(looked) === 'yes');

function refusesAlike({ alone, together }: { alone: DirectionVerdict; together: DirectionVerdict }): boolean {
  if (together.decision === 'denied') return alone.decision === 'denied';
  return together.decision === 'default-deny' && alone.policies.length > 0;
}
