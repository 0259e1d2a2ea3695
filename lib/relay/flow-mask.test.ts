import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFieldMask, maskFlow } from '@/demo/agent/field-mask';
import { FlowSchema } from '@/proto/gen/flow/flow_pb';
import { GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';
import { flowFromBytes } from './decode';
import { flowMask, isMaskRefusal } from './flow-mask';
import { anyMessage } from './test-messages';

const newest = ['1.19.4'];

function flowOf(flow: MessageInitShape<typeof FlowSchema>) {
  const response = create(GetFlowsResponseSchema, { responseTypes: { case: 'flow', value: flow } });
  return flowFromBytes(toBinary(GetFlowsResponseSchema, response), 'id', 0);
}

describe('the mask', () => {
  it('loses nothing that a row, a map, a drop group or a filter is made of', () => {
    const mask = compileFieldMask(flowMask(newest) ?? []);
    fc.assert(
      fc.property(anyMessage(FlowSchema), (message) => {
        // Where is_reply is absent the old field can only add its "yes", and no agent that knows masks leaves it out.
        const whole = create(FlowSchema, { ...message, reply: false } as MessageInitShape<typeof FlowSchema>);
        const { nodeLabels, summary, extensions, unknown, ...kept } = flowOf(whole);
        expect(mask && flowOf(maskFlow(mask, whole))).toMatchObject(kept);
      }),
      { numRuns: 200 },
    );
  });

  it('names fields as the proto does, and messages as wholes', () => {
    const mask = flowMask(newest) ?? [];
    expect(mask).toEqual(expect.arrayContaining(['time', 'node_name', 'uuid', 'IP', 'l4', 'l7', 'Type', 'is_reply']));
    expect(mask).toEqual(expect.arrayContaining(['source', 'destination', 'traffic_direction', 'egress_denied_by']));
    expect(mask.filter((path) => path.includes('.'))).toEqual([]);
    expect(mask).not.toContain('node_labels');
  });

  it.each([
    ['one that is older than the others', ['1.19.4', '1.16.2'], ['time'], ['file', 'tunnel', 'emitter']],
    ['an agent that says more than its number', ['cilium v1.18.1+g12ab34cd'], ['tunnel', 'file'], ['emitter']],
    ['one newer than this version', ['v1.23.0-dev'], ['emitter'], []],
  ])('is what all agents understand: %s', (_, versions, named, left) => {
    const mask = flowMask(versions);
    expect(mask).toEqual(expect.arrayContaining(named));
    for (const name of left) expect(mask).not.toContain(name);
  });

  it.each([
    ['older than masks', ['1.19.4', '1.15.9']],
    ['without a version', ['1.19.4', '']],
    ['of no release', ['1.19.4', 'latest']],
    ['unknown altogether', []],
  ])('is none where an agent is %s', (_, versions) => {
    expect(flowMask(versions)).toBeUndefined();
  });
});

it('knows an agent that refuses a mask by its words', () => {
  expect(isMaskRefusal('rpc error: code = InvalidArgument desc = invalid fieldmask: no field "emitter"')).toBe(true);
  expect(isMaskRefusal('failed to construct field mask: proto: invalid path')).toBe(true);
  expect(isMaskRefusal('error reading from server: EOF')).toBe(false);
});
