import { expect, test } from 'vitest';
import { readPeer, unknownPeer, writePeer } from './peer';

const raw = ['Host', 'eyepiece', 'X-Forwarded-User', 'anna', 'x-forwarded-USER', 'mallory', 'Accept', '*/*'];

test('the connection of a request is told with what came twice', () => {
  expect(readPeer('s3cret', writePeer('s3cret', '10.0.0.1', raw))).toEqual({
    address: '10.0.0.1',
    twice: ['x-forwarded-user'],
  });
  expect(readPeer('s3cret', writePeer('s3cret', '', []))).toEqual(unknownPeer);
});

test.each([null, '', '10.0.0.1', ' 10.0.0.1', 's3cre 10.0.0.1', 's3crets 10.0.0.1', 's3cret, 10.0.0.1'])(
  'nobody else can tell it: %j',
  (header) => expect(readPeer('s3cret', header)).toEqual(unknownPeer),
);
