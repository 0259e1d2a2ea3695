// Keys that name an end of the flow as Eyepiece knows it: namespace, workload, cluster, and the bare word.

import { isExact, orExactly } from '@/lib/filter/keys/exactly';
import {
  anyOf,
  askedAround,
  askedFor,
  type FlowTest,
  type KeySpec,
  keep,
  notInRows,
  notPushed,
  pushed,
  type ReadValue,
  type RelayPush,
  type RowTest,
  refuse,
} from '@/lib/filter/keys/key-spec';
import { compileGlob, hasGlob } from '@/lib/filter/match/glob';
import type { RelayWorkload } from '@/lib/filter/relay/relay-filter';
import { type End, rowEntity } from '@/lib/filter/row-facts';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import type { Endpoint, FlowFacts, Workload } from '@/lib/flow/flow';
import { namespaceLabel } from '@/lib/flow/labels';

export const namespaceKey: KeySpec = {
  key: 'ns',
  sided: true,
  aliases: ['namespace'],
  help: 'Kubernetes namespace of an end, told by its pod, labels or service; * stands for any characters, =shop goes by the pod alone.',
  example: 'ns:shop',
  another: 'payments',
  noun: 'namespace',
  values: [],
  read: readName,
  ...orExactly(
    {
      flow: (values) => onEntity(anyOf(values, namespaceTest)),
      row: (values) => onRowEntity(anyOf(values, namespaceTest)),
      relay: (values, end) => {
        if (!values.every(isLabelValue)) return notPushed;
        const whole = values.map((value) => `${value}/`);
        // The end may be known by its address as a service, or by its labels alone.
        return askedAround([
          { [`${end}_pod`]: whole },
          { [`${end}_service`]: whole },
          { [`${end}_label`]: values.flatMap((value) => selectors(namespaceLabel, value)) },
        ]);
      },
    },
    {
      flow: (values) => (flow, end) => isOneOf(values, flow[end]?.namespace),
      relay: (values, end) =>
        values.some((value) => value.includes('/'))
          ? notPushed
          : pushed([{ [`${end}_pod`]: values.map((value) => `${value}/`) }]),
    },
  ),
};

export const workloadKey: KeySpec = {
  key: 'workload',
  sided: true,
  aliases: [],
  help: 'Workload of an end by name, Kind/name, Kind/ or namespace/Kind/name, told by the flow, the pod or labels; * stands for any characters, =cart goes by the flow alone.',
  example: 'workload:Deployment/cart',
  another: 'checkout',
  noun: 'workload',
  values: [],
  read: (text) => {
    if (isExact(text)) return keep(text);
    const parts = text.split('/');
    const [kind = '', name] = parts;
    if (parts.length === 3 && kind !== '' && parts[2] !== '') return keep(text);
    if (parts.length > 2 || text === '/') return refuse('write name, Kind/name, Kind/ or namespace/Kind/name.');
    return keep(kind === '' && name ? name : text);
  },
  ...orExactly(
    {
      flow: (values) => onEntity(anyOf(values, workloadTest)),
      row: (values) => onRowEntity(anyOf(values, workloadTest)),
      relay: inferredWorkload,
    },
    {
      flow: (values) => {
        const test = anyOf(values, recordedWorkloadTest);
        return (flow, end) => flow[end]?.workloads.some(test) ?? false;
      },
      relay: (values, end) => askedFor([{ [`${end}_workload`]: values.map(splitWorkload).map(relayWorkload) }]),
    },
  ),
};

export const clusterKey: KeySpec = {
  key: 'cluster',
  sided: true,
  aliases: [],
  help: 'Cluster of an end, told by the end, its labels or its node; * stands for any characters, =eu goes by the end alone.',
  example: 'cluster:eu-west',
  another: 'eu-east',
  noun: 'cluster',
  values: [],
  read: readName,
  ...orExactly(
    {
      flow: (values) => onEntity(anyOf(values, clusterTest)),
      row: (values) => onRowEntity(anyOf(values, clusterTest)),
      relay: () => notPushed,
    },
    {
      flow: (values) => (flow, end) => isOneOf(values, flow[end]?.cluster),
      relay: (values, end) => askedFor([{ [`${end}_cluster_name`]: values }]),
    },
  ),
};

export const textKey: KeySpec = {
  key: 'text',
  sided: false,
  aliases: [],
  help: 'A bare word: part of any name on either end, upper and lower case alike.',
  example: 'cart',
  noun: 'name containing',
  values: [],
  read: keep,
  flow: (values) => {
    const words = values.map((value) => value.toLowerCase());
    return (flow) => namesOf(flow).some((name) => words.some((word) => name.toLowerCase().includes(word)));
  },
  row: notInRows,
  relay: () => notPushed,
};

function readName(text: string): ReadValue {
  return text === '=' ? refuse('write the name after the "=".') : keep(text);
}

const isOneOf = (values: readonly string[], name: string | undefined): boolean =>
  name !== undefined && name !== '' && values.includes(name);

const entityAt = (flow: FlowFacts, end: End): Entity =>
  end === 'source' ? sourceEntity(flow) : destinationEntity(flow);

const onEntity =
  (test: (entity: Entity) => boolean): FlowTest =>
  (flow, end) =>
    test(entityAt(flow, end));

const onRowEntity =
  (test: (entity: Entity) => boolean): RowTest =>
  (row, end) =>
    test(rowEntity(row, end));

const namespaceTest = (value: string) => onText(value, (entity) => entity.namespace);
const clusterTest = (value: string) => onText(value, (entity) => entity.cluster);

function onText(pattern: string, of: (entity: Entity) => string): (entity: Entity) => boolean {
  const test = compileGlob(pattern);
  return (entity) => test(of(entity));
}

interface WorkloadRef {
  /** '' is any. */
  readonly kind: string;
  readonly name: string;
}

function splitWorkload(value: string): WorkloadRef {
  const slash = value.indexOf('/');
  return { kind: slash < 0 ? '' : value.slice(0, slash), name: value.slice(slash + 1) };
}

/** `namespace/Kind/name`, which Hubble's own filters do not know. */
export const isInNamespace = (value: string): boolean => !isExact(value) && value.split('/').length === 3;

function splitInferred(value: string): WorkloadRef & { readonly namespace: string } {
  const at = isInNamespace(value) ? value.indexOf('/') : -1;
  return { namespace: value.slice(0, Math.max(0, at)), ...splitWorkload(value.slice(at + 1)) };
}

function workloadTest(value: string): (entity: Entity) => boolean {
  const { namespace, kind, name } = splitInferred(value);
  const namespaceTest = namespace ? compileGlob(namespace) : () => true;
  const kindTest = kind ? compileGlob(kind) : () => true;
  const nameTest = name ? compileGlob(name) : () => true;
  return (entity) =>
    entity.kind === 'workload' &&
    namespaceTest(entity.namespace) &&
    kindTest(entity.workloadKind) &&
    nameTest(entity.name);
}

/** One of the workloads that the flow names, as they stand. */
function recordedWorkloadTest(value: string): (workload: Workload) => boolean {
  const { kind, name } = splitWorkload(value);
  return (workload) => (kind === '' || kind === workload.kind) && (name === '' || name === workload.name);
}

function inferredWorkload(values: readonly string[], end: End): RelayPush {
  // More than is sought where a namespace is named: the rest is sorted out here.
  const workloads = values.map(splitInferred);
  if (!workloads.every(({ kind, name }) => !hasGlob(kind) && (name === '' || isLabelValue(name)))) return notPushed;
  const guessed = workloads.filter(({ kind }) => kind === '' || guessedKinds.includes(kind));
  const labelled = guessed.filter(({ kind }) => kind === '');
  return askedAround([
    { [`${end}_workload`]: workloads.map(relayWorkload) },
    // Where the agent names no workload, it is told from the pod's name or from labels.
    ...(guessed.length > 0 ? [{ [`${end}_pod`]: guessed.map(({ name }) => `/${name}`) }] : []),
    ...(labelled.length > 0 ? [{ [`${end}_label`]: labelled.flatMap(({ name }) => nameSelectors(name)) }] : []),
  ]);
}

const relayWorkload = ({ kind, name }: WorkloadRef): RelayWorkload => ({
  ...(kind && { kind }),
  ...(name && { name }),
});

/** Kinds that a pod's name can give away. */
const guessedKinds: readonly string[] = ['Deployment', 'StatefulSet', 'CronJob', 'Pod'];

/** A label of either source; servers before 1.16 find dotted keys only with the source. */
const selectors = (key: string, value: string): string[] => [`k8s:${key}=${value}`, `${key}=${value}`];

/** Labels by which lib/flow names a workload that nothing else names; a test holds the two together. */
const nameLabels: readonly string[] = ['app.kubernetes.io/name', 'k8s-app', 'app', 'name'];

const nameSelectors = (name: string): string[] => nameLabels.flatMap((key) => selectors(key, name));

/** What may stand in a label selector; anything else would make the server refuse the whole request. */
const isLabelValue = (value: string): boolean => /^[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/.test(value);

function namesOf(flow: FlowFacts): string[] {
  return [
    sourceEntity(flow).name,
    destinationEntity(flow).name,
    ...endpointNames(flow.source),
    ...endpointNames(flow.destination),
    ...serviceNames(flow.sourceService),
    ...serviceNames(flow.destinationService),
    ...flow.sourceNames,
    ...flow.destinationNames,
  ];
}

function endpointNames(endpoint: Endpoint | undefined): string[] {
  if (!endpoint) return [];
  return [`${endpoint.namespace ?? ''}/${endpoint.pod ?? ''}`, ...endpoint.workloads.map((workload) => workload.name)];
}

const serviceNames = (service: FlowFacts['sourceService']): string[] =>
  service ? [`${service.namespace}/${service.name}`] : [];
