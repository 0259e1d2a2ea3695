import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DescEnum, DescField, DescFile, DescMessage, DescService } from '@bufbuild/protobuf';
import { nestedTypes } from '@bufbuild/protobuf/reflect';
import { describe, expect, test } from 'vitest';
import { file_flow_flow } from './gen/flow/flow_pb';
import { file_grpc_health_v1_health, Health } from './gen/grpc/health/v1/health_pb';
import { file_observer_observer } from './gen/observer/observer_pb';
import { file_peer_peer } from './gen/peer/peer_pb';
import { file_relay_relay } from './gen/relay/relay_pb';

/** The API as plain facts: the same form the published definitions were reduced to. */
interface Api {
  /** Per message and field: number, type, then `oneof x` and `deprecated` where they hold. */
  readonly messages: Readonly<Record<string, Readonly<Record<string, readonly (number | string)[]>>>>;
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly deprecated_messages: readonly string[];
  readonly deprecated_enum_values: Readonly<Record<string, readonly string[]>>;
  readonly reserved_numbers: Readonly<Record<string, readonly number[]>>;
  readonly services: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const files = [file_flow_flow, file_relay_relay, file_observer_observer, file_peer_peer];
const published = path.resolve(import.meta.dirname, '../../shared/api/hubble-api.json');

describe('the .proto files', () => {
  const ours = apiOf(files);

  test('say what the published API says, no more and no less', ({ skip }) => {
    skip(!existsSync(published), 'the published API is not beside the repository');
    const theirs = JSON.parse(readFileSync(published, 'utf8')) as Api;
    expect(sorted(ours)).toEqual(sorted(theirs));
  });

  // Update both when a new Cilium adds fields; a change nobody meant fails here, without any other file.
  test('have not changed unnoticed', () => {
    const fields = Object.values(ours.messages).flatMap((message) => Object.keys(message));
    const values = Object.values(ours.enums).flatMap((names) => Object.keys(names));
    const digest = createHash('sha256')
      .update(JSON.stringify(sorted(ours)))
      .digest('hex')
      .slice(0, 16);
    expect({
      messages: Object.keys(ours.messages).length,
      fields: fields.length,
      values: values.length,
      digest,
    }).toEqual({
      messages: 66,
      fields: 315,
      values: 239,
      digest: '9511a382736330da',
    });
  });

  test('make protobuf JSON that hubble observe would write', () => {
    const flow = message('flow.Flow');
    expect(flow.field.ip).toBeUndefined();
    expect(flow.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['IP', 'Type', 'Summary', 'is_reply']));
    expect(flow.fields.filter(({ proto }) => proto.options?.deprecated).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['drop_reason', 'reply', 'Summary']),
    );
  });

  test('hold the health check as gRPC defines it', () => {
    expect(file_grpc_health_v1_health.proto.package).toBe('grpc.health.v1');
    expect(Health.methods.map(({ name, methodKind }) => [name, methodKind])).toEqual([
      ['Check', 'unary'],
      ['Watch', 'server_streaming'],
    ]);
  });
});

function message(name: string): DescMessage {
  const found = files
    .flatMap((file) => [...nestedTypes(file)])
    .find((type) => type.kind === 'message' && type.typeName === name);
  if (found?.kind !== 'message') throw new Error(`no message ${name}`);
  return found;
}

function apiOf(all: readonly DescFile[]): Api {
  const types = all.flatMap((file) => [...nestedTypes(file), ...file.services]);
  const messages = types.filter((type): type is DescMessage => type.kind === 'message');
  const enums = types.filter((type): type is DescEnum => type.kind === 'enum');
  const services = types.filter((type): type is DescService => type.kind === 'service');
  return {
    messages: record(messages, (type) => record(type.fields, fieldFacts, ({ name }) => name)),
    enums: record(enums, (type) =>
      record(
        type.values,
        ({ number }) => number,
        ({ name }) => name,
      ),
    ),
    deprecated_messages: messages.filter(({ proto }) => proto.options?.deprecated).map(({ typeName }) => typeName),
    deprecated_enum_values: filled(
      record(enums, (type) => type.values.filter(({ proto }) => proto.options?.deprecated).map(({ name }) => name)),
    ),
    reserved_numbers: filled({ ...record(messages, reservedFields), ...record(enums, reservedValues) }),
    services: record(services, (type) => record(type.methods, methodFacts, ({ name }) => name)),
  };
}

function fieldFacts(field: DescField): (number | string)[] {
  const { number, oneof, proto } = field;
  return [
    number,
    typeOf(field),
    ...(oneof ? [`oneof ${oneof.name}`] : []),
    ...(proto.options?.deprecated ? ['deprecated'] : []),
  ];
}

function typeOf(field: DescField): string {
  const scalar = field.scalar === undefined ? '' : scalarNames[field.scalar];
  const name = field.message?.typeName ?? field.enum?.typeName ?? scalar;
  return field.fieldKind === 'list' ? `repeated ${name}` : String(name);
}

const scalarNames: Readonly<Record<number, string>> = {
  1: 'double',
  3: 'int64',
  4: 'uint64',
  5: 'int32',
  8: 'bool',
  9: 'string',
  12: 'bytes',
  13: 'uint32',
};

function methodFacts({ input, output, methodKind }: DescService['methods'][number]): string[] {
  return [input.typeName, methodKind === 'server_streaming' ? `stream ${output.typeName}` : output.typeName];
}

/** Message ranges end before `end`, enum ranges with it. */
function reservedFields({ proto }: DescMessage): number[] {
  return proto.reservedRange.flatMap(({ start, end }) => numbers(start, end - 1));
}

function reservedValues({ proto }: DescEnum): number[] {
  return proto.reservedRange.flatMap(({ start, end }) => numbers(start, end));
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function record<T extends { readonly typeName: string }, V>(
  items: readonly T[],
  value: (item: T) => V,
): Record<string, V>;
function record<T, V>(items: readonly T[], value: (item: T) => V, key: (item: T) => string): Record<string, V>;
function record<T, V>(items: readonly T[], value: (item: T) => V, key?: (item: T) => string): Record<string, V> {
  const name = key ?? ((item: T) => (item as { readonly typeName: string }).typeName);
  return Object.fromEntries(items.map((item) => [name(item), value(item)]));
}

function filled<V>(lists: Record<string, readonly V[]>): Record<string, readonly V[]> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

/** Order says nothing: keys by name, lists of names and numbers by value. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.every((item) => typeof item === typeof value[0]) ? [...value].sort() : value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
