// Keys that name an end of the flow: namespace, pod, workload, cluster, and the bare word.
import { compileGlob, hasGlob } from '@/lib/filter/glob';
import {
  anyOf,
  askedFor,
  type FlowTest,
  type KeySpec,
  keep,
  notPushed,
  pushed,
  type RowTest,
  refuse,
} from '@/lib/filter/key-spec';
import type { RelayWorkload } from '@/lib/filter/relay-filter';
import { type End, rowEntity } from '@/lib/filter/row-facts';
import { destinationEntity, sourceEntity } from '@/lib/flow/ends';
import type { Entity } from '@/lib/flow/entity';
import type { Endpoint, FlowFacts } from '@/lib/flow/flow';
import { namespaceLabel } from '@/lib/flow/labels';

export const namespaceKey: KeySpec = {
  key: 'ns',
  sided: true,
  aliases: ['namespace'],
  help: 'Kubernetes namespace of an end, exact; * stands for any characters.',
  example: 'ns:shop',
  noun: 'namespace',
  values: [],
  read: keep,
  flow: (values) => onEntity(anyOf(values, (value) => onText(value, (entity) => entity.namespace))),
  row: (values) => onRowEntity(anyOf(values, (value) => onText(value, (entity) => entity.namespace))),
  relay: (values, end) => {
    if (!values.every(isLabelValue)) return notPushed;
    const whole = values.map((value) => `${value}/`);
    // The end may be known by its address as a service, or by its labels alone.
    return askedFor([
      { [`${end}_pod`]: whole },
      { [`${end}_service`]: whole },
      { [`${end}_label`]: values.flatMap((value) => selectors(namespaceLabel, value)) },
    ]);
  },
};

export const podKey: KeySpec = {
  key: 'pod',
  sided: true,
  aliases: [],
  help: 'Start of a pod name, in any namespace or after "namespace/"; "shop/" is every pod of shop.',
  example: 'pod:shop/cart',
  noun: 'pod',
  values: [],
  read: (text) => {
    const [namespace = '', name, ...more] = text.split('/');
    if (more.length > 0) return refuse('write [namespace/]start-of-name.', `${namespace}/${name}`);
    return keep(name !== undefined && name !== '' && namespace === '' ? name : text);
  },
  flow: (values) => {
    const test = anyOf(values, podTest);
    return (flow, end) => {
      const endpoint = flow[end];
      return endpoint !== undefined && test(endpoint);
    };
  },
  row: () => null,
  relay: (values, end) => {
    if (values.some(hasGlob)) return notPushed;
    // Hubble reads a name without a slash as one of namespace "default"; "/name" is any namespace.
    return pushed([{ [`${end}_pod`]: values.map((value) => (value.includes('/') ? value : `/${value}`)) }]);
  },
};

export const workloadKey: KeySpec = {
  key: 'workload',
  sided: true,
  aliases: [],
  help: 'Workload of an end by name, or Kind/name, or Kind/ for any name; * stands for any characters.',
  example: 'workload:Deployment/cart',
  noun: 'workload',
  values: [],
  read: (text) => {
    const [kind = '', name, ...more] = text.split('/');
    if (more.length > 0 || text === '/') return refuse('write name, Kind/name or Kind/.');
    return keep(kind === '' && name ? name : text);
  },
  flow: (values) => onEntity(anyOf(values, workloadTest)),
  row: (values) => onRowEntity(anyOf(values, workloadTest)),
  relay: (values, end) => {
    const workloads = values.map(splitWorkload);
    if (!workloads.every(({ kind, name }) => !hasGlob(kind) && (name === '' || isLabelValue(name)))) return notPushed;
    const guessed = workloads.filter(({ kind }) => kind === '' || guessedKinds.includes(kind));
    const labelled = guessed.filter(({ kind }) => kind === '');
    return askedFor([
      { [`${end}_workload`]: workloads.map(relayWorkload) },
      // Where the agent names no workload, it is told from the pod's name or from labels.
      ...(guessed.length > 0 ? [{ [`${end}_pod`]: guessed.map(({ name }) => `/${name}`) }] : []),
      ...(labelled.length > 0 ? [{ [`${end}_label`]: labelled.flatMap(({ name }) => nameSelectors(name)) }] : []),
    ]);
  },
};

export const clusterKey: KeySpec = {
  key: 'cluster',
  sided: true,
  aliases: [],
  help: 'Cluster of an end, exact; * stands for any characters.',
  example: 'cluster:eu-west',
  noun: 'cluster',
  values: [],
  read: keep,
  flow: (values) => onEntity(anyOf(values, (value) => onText(value, (entity) => entity.cluster))),
  row: (values) => onRowEntity(anyOf(values, (value) => onText(value, (entity) => entity.cluster))),
  relay: () => notPushed,
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
  row: () => null,
  relay: () => notPushed,
};

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

function workloadTest(value: string): (entity: Entity) => boolean {
  const { kind, name } = splitWorkload(value);
  const kindTest = kind ? compileGlob(kind) : () => true;
  const nameTest = name ? compileGlob(name) : () => true;
  return (entity) => entity.kind === 'workload' && kindTest(entity.workloadKind) && nameTest(entity.name);
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

/** Hubble's rule: an end with neither namespace nor pod is no pod; the namespace is exact, the name a prefix. */
function podTest(value: string): (endpoint: Endpoint) => boolean {
  const slash = value.indexOf('/');
  const namespace = slash <= 0 ? '*' : value.slice(0, slash);
  const namespaceTest = compileGlob(namespace);
  const nameTest = compileGlob(`${value.slice(slash + 1)}*`);
  return ({ namespace = '', pod = '' }) =>
    (namespace !== '' || pod !== '') && namespaceTest(namespace) && nameTest(pod);
}

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
