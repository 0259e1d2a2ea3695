import { describe, expect, test } from 'vitest';
import { parseAddress } from './target';

describe('a Relay address', () => {
  test.each([
    ['localhost:4245', 'localhost:4245', false],
    ['hubble-relay', 'hubble-relay:4245', false],
    ['  hubble-relay.kube-system.svc:80 ', 'hubble-relay.kube-system.svc:80', false],
    ['tls://relay.example.com:443', 'relay.example.com:443', true],
    ['TLS://relay.example.com', 'relay.example.com:4245', true],
    ['unix:///var/run/cilium/hubble.sock', 'unix:/var/run/cilium/hubble.sock', false],
    ['unix:/var/run/cilium/hubble.sock', 'unix:/var/run/cilium/hubble.sock', false],
    ['[2001:db8::1]:4245', '[2001:db8::1]:4245', false],
    ['[::1]', '[::1]:4245', false],
    ['2001:db8::1', '[2001:db8::1]:4245', false],
    ['tls://[::1]:443', '[::1]:443', true],
    ['10.0.0.7:80', '10.0.0.7:80', false],
    ['dns:///relay:80', 'relay:80', false],
    ['my_relay.:80', 'my_relay.:80', false],
  ])('%s is %s, TLS %s', (text, address, tls) => {
    expect(parseAddress(text)).toEqual({ ok: true, address, tls });
  });

  test.each([
    ['', 'empty'],
    ['   ', 'is empty'],
    [':4245', 'no host'],
    ['relay:', '"" is not a port'],
    ['relay:0', '"0" is not a port'],
    ['relay:65536', '"65536" is not'],
    ['relay:http', '"http" is not'],
    ['http://relay:80', 'speaks gRPC; write host:port'],
    ['https://relay', 'write tls://host:port'],
    ['ftp://relay', '"ftp://" is not known'],
    ['relay:80/path', '"80/path" is not'],
    ['relay/path', 'holds a path'],
    ['me@relay', 'holds a user name'],
    ['[relay]:80', 'holds no IPv6 address'],
    ['unix://relative.sock', 'absolute path'],
    ['a relay', 'not a host name'],
    ['-relay:80', 'not a host name'],
    ['relay\u0000:80', 'not a host name'],
  ])('%j is refused: %s', (text, message) => {
    const parsed = parseAddress(text);
    expect(parsed).toEqual({ ok: false, message: expect.stringContaining(message) });
  });
});
