import { expect, test } from 'vitest';
import { captureBytes, captureCodec } from '@/lib/capture/codec';
import { destinationEntity } from '@/lib/flow/ends';
import { sampleFlow, samplePod } from '@/lib/flow/sample';

test.each(['namespace', 'hidden'] as const)('an end that is veiled by %s stays so in a file', (veiled) => {
  const place = veiled === 'namespace' ? { cluster: 'default', namespace: 'payments' } : {};
  const flow = sampleFlow({
    source: samplePod('shop', 'cart'),
    destination: { ...place, labels: [], workloads: [], veiled },
  });
  const read = captureCodec.flow(captureBytes(flow), 'f', 0);
  expect(read.destination).toMatchObject({ ...place, labels: [], workloads: [], veiled });
  expect(destinationEntity(read)).toEqual(destinationEntity(flow));
  expect(read.source?.veiled).toBeUndefined();
});
