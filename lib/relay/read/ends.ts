// The ends of a flow, the services, policies and numbers around it.
// biome-ignore-all lint/suspicious/noAssignInExpressions: a field table reads as a table, one assignment a line
import type { Endpoint, FlowFacts, Policy, ServiceName, Workload } from '@/lib/flow/flow';
import { type Cursor, fieldTable, readFields } from './cursor';
import { added, type Draft, none } from './draft';
import { MessageTable } from './intern';

// About 12 MB each when full of large endpoints; a cluster's own fit many times over.
const endpoints = new MessageTable<Endpoint>(1 << 13, 4096);
const policies = new MessageTable<Policy>(1 << 11, 4096);
const services = new MessageTable<ServiceName>(1 << 11, 256);
const eventTypes = new MessageTable<EventType>(1 << 8, 32);

type EventType = NonNullable<FlowFacts['eventType']>;

export function takeEndpoint(cursor: Cursor, end: number): Endpoint {
  return endpoints.take(cursor, end, readEndpoint);
}

const endpointFields = fieldTable<Draft<Endpoint>>([
  [1, 'varint', (c, endpoint) => void (endpoint.id = c.uint32() || undefined)],
  [2, 'varint', (c, endpoint) => void (endpoint.identity = c.uint32() || undefined)],
  [3, 'bytes', (c, endpoint) => void (endpoint.namespace = c.text() || undefined)],
  [4, 'bytes', (c, endpoint) => void (endpoint.labels = added(endpoint.labels, c.text()))],
  [5, 'bytes', (c, endpoint) => void (endpoint.pod = c.text() || undefined)],
  [6, 'bytes', (c, endpoint) => void (endpoint.workloads = added(endpoint.workloads, readWorkload(c, c.end())))],
  [7, 'bytes', (c, endpoint) => void (endpoint.cluster = c.text() || undefined)],
]);

function readEndpoint(cursor: Cursor, end: number): Endpoint {
  const endpoint: Draft<Endpoint> = {
    id: undefined,
    identity: undefined,
    cluster: undefined,
    namespace: undefined,
    pod: undefined,
    labels: none,
    workloads: none,
  };
  readFields(cursor, end, endpointFields, endpoint);
  return endpoint;
}

const workloadFields = fieldTable<Draft<Workload>>([
  [1, 'bytes', (c, workload) => void (workload.name = c.text())],
  [2, 'bytes', (c, workload) => void (workload.kind = c.text())],
]);

function readWorkload(cursor: Cursor, end: number): Workload {
  const workload = { kind: '', name: '' };
  readFields(cursor, end, workloadFields, workload);
  return workload;
}

const serviceFields = fieldTable<Draft<ServiceName>>([
  [1, 'bytes', (c, service) => void (service.name = c.text())],
  [2, 'bytes', (c, service) => void (service.namespace = c.text())],
]);

export function takeService(cursor: Cursor, end: number): ServiceName {
  return services.take(cursor, end, readService);
}

function readService(cursor: Cursor, end: number): ServiceName {
  const service = { name: '', namespace: '' };
  readFields(cursor, end, serviceFields, service);
  return service;
}

export function takePolicy(cursor: Cursor): Policy {
  return policies.take(cursor, cursor.end(), readPolicy);
}

const policyFields = fieldTable<Draft<Policy>>([
  [1, 'bytes', (c, policy) => void (policy.name = c.text())],
  [2, 'bytes', (c, policy) => void (policy.namespace = c.text())],
  [3, 'bytes', (c, policy) => void (policy.labels = added(policy.labels, c.text()))],
  [4, 'varint', (c, policy) => void (policy.revision = c.uint64())],
  [5, 'bytes', (c, policy) => void (policy.kind = c.text())],
]);

function readPolicy(cursor: Cursor, end: number): Policy {
  const policy: Draft<Policy> = { name: '', namespace: '', kind: '', labels: none, revision: '0' };
  readFields(cursor, end, policyFields, policy);
  return policy;
}

const eventTypeFields = fieldTable<{ type: number; subType: number }>([
  [1, 'varint', (c, event) => void (event.type = c.int32())],
  [2, 'varint', (c, event) => void (event.subType = c.int32())],
]);

export function takeEventType(cursor: Cursor, end: number): EventType {
  return eventTypes.take(cursor, end, readEventType);
}

function readEventType(cursor: Cursor, end: number): EventType {
  const event = { type: 0, subType: 0 };
  readFields(cursor, end, eventTypeFields, event);
  return event;
}

const aggregateFields = fieldTable<{ ingress: number; egress: number; unknown: number }>([
  [1, 'varint', (c, aggregate) => void (aggregate.ingress = c.uint32())],
  [2, 'varint', (c, aggregate) => void (aggregate.egress = c.uint32())],
  [3, 'varint', (c, aggregate) => void (aggregate.unknown = c.uint32())],
]);

export function readWeight(cursor: Cursor, end: number): number {
  const aggregate = { ingress: 0, egress: 0, unknown: 0 };
  readFields(cursor, end, aggregateFields, aggregate);
  return aggregate.ingress + aggregate.egress + aggregate.unknown;
}
