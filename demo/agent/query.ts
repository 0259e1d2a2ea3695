// A GetFlowsRequest as an agent understands it.
import { fromBinary } from '@bufbuild/protobuf';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { FieldMaskSchema } from '@bufbuild/protobuf/wkt';
import { status } from '@grpc/grpc-js';
import { millisecondsOf } from '@/demo/agent/entry';
import { compileFieldMask, type FieldMask } from '@/demo/agent/field-mask';
import { knowsFilterField, knowsFlowField, type Minor } from '@/demo/agent/version';
import { compileFilters, type FilterField, type FlowTest } from '@/demo/filter/flow-filter';
import type { GetFlowsRequest } from '@/proto/gen/observer/observer_pb';

export interface FlowQuery {
  /** Matching flows wanted; 0 is no limit. */
  readonly number: number;
  readonly first: boolean;
  readonly follow: boolean;
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** Absent when everything matches, so that nothing need be decoded. */
  readonly matches?: FlowTest;
  readonly mask?: FieldMask;
}

/** A request that fails as a whole. */
export class CallFault extends Error {
  override readonly name = 'CallFault';
  constructor(
    readonly code: status,
    readonly details: string,
  ) {
    super(details);
  }
}

export interface AgentTraits {
  readonly minor: Minor;
  /** true: knows no filter and sends everything. A list: does not know these fields. */
  readonly ignoreFilters: boolean | readonly FilterField[];
}

/** Refuses what fails the whole call; throws CallFault. Filters are judged later, by each agent. */
export function checkRequest(request: GetFlowsRequest, traits: AgentTraits): void {
  if (request.first && request.follow) {
    throw new CallFault(status.INVALID_ARGUMENT, 'first cannot be specified with follow');
  }
  requestMask(request, traits.minor);
}

/** Throws FilterFault when a filter is bad. */
export function compileQuery(request: GetFlowsRequest, traits: AgentTraits): FlowQuery {
  const mask = requestMask(request, traits.minor);
  const matches = requestFilters(request, traits);
  return {
    number: Number(request.number),
    first: request.first,
    follow: request.follow,
    ...(request.since && { sinceMs: millisecondsOf(request.since) }),
    ...(request.until && { untilMs: millisecondsOf(request.until) }),
    ...(matches && { matches }),
    ...(mask && { mask }),
  };
}

function requestFilters(request: GetFlowsRequest, { minor, ignoreFilters }: AgentTraits): FlowTest | undefined {
  const { whitelist, blacklist } = request;
  if (ignoreFilters === true || (whitelist.length === 0 && blacklist.length === 0)) return undefined;
  const unknown = ignoreFilters === false ? [] : ignoreFilters;
  const ignores = (field: FilterField) => unknown.includes(field) || !knowsFilterField(field, minor);
  return compileFilters(whitelist, blacklist, { ignores });
}

/** The mask is a field of its own since 1.16; from 1.14 to 1.18 it was an experimental one, now reserved. */
function requestMask(request: GetFlowsRequest, minor: Minor): FieldMask | undefined {
  const current = minor >= 16 ? (request.fieldMask?.paths ?? []) : [];
  const experimental = minor >= 14 && minor <= 18 ? experimentalPaths(request) : [];
  try {
    return compileFieldMask(current.length > 0 ? current : experimental, (field) => knowsFlowField(field, minor));
  } catch (error) {
    throw new CallFault(
      status.INVALID_ARGUMENT,
      `invalid fieldmask: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function experimentalPaths(request: GetFlowsRequest): readonly string[] {
  const field = request.experimental?.$unknown?.find(({ no }) => no === 1);
  return field ? fromBinary(FieldMaskSchema, new BinaryReader(field.data).bytes()).paths : [];
}
