// One entry of the proxy access log.
// biome-ignore-all lint/suspicious/noAssignInExpressions: a field table reads as a table, one assignment a line
import type { HttpHeader, Layer7 } from '@/lib/flow/flow';
import { l7TypeText } from '../enums';
import { type Cursor, fieldTable, readFields } from './cursor';
import { added, type Draft, none } from './draft';

type Dns = NonNullable<Layer7['dns']>;
type Http = NonNullable<Layer7['http']>;
type Kafka = NonNullable<Layer7['kafka']>;

const layer7Fields = fieldTable<Draft<Layer7>>([
  [1, 'varint', (c, l7) => void (l7.type = l7TypeText(c.int32()))],
  [2, 'varint', (c, l7) => void (l7.latencyNs = decimal(c.uint64()))],
  [100, 'bytes', (c, l7) => void (l7.dns = c.once(record(l7), readDns))],
  [101, 'bytes', (c, l7) => void (l7.http = c.once(record(l7), readHttp))],
  [102, 'bytes', (c, l7) => void (l7.kafka = c.once(record(l7), readKafka))],
]);

/** What the oneof holds already, as "held" for any of its members. */
function record(l7: Layer7): unknown {
  return l7.dns ?? l7.http ?? l7.kafka;
}

export function readLayer7(cursor: Cursor, end: number): Layer7 {
  const l7: Draft<Layer7> = {
    type: 'UNKNOWN_L7_TYPE',
    latencyNs: undefined,
    http: undefined,
    dns: undefined,
    kafka: undefined,
  };
  readFields(cursor, end, layer7Fields, l7);
  return l7;
}

/** Zero is how an unknown latency comes. */
function decimal(text: string): string | undefined {
  return text === '0' ? undefined : text;
}

const dnsFields = fieldTable<Draft<Dns>>([
  [1, 'bytes', (c, dns) => void (dns.query = c.text())],
  [2, 'bytes', (c, dns) => void (dns.ips = added(dns.ips, c.text()))],
  [3, 'varint', (c, dns) => void (dns.ttl = c.uint32())],
  [4, 'bytes', (c, dns) => void (dns.cnames = added(dns.cnames, c.text()))],
  [5, 'bytes', (c, dns) => void (dns.observationSource = c.text())],
  [6, 'varint', (c, dns) => void (dns.rcode = c.uint32())],
  [7, 'bytes', (c, dns) => void (dns.qtypes = added(dns.qtypes, c.text()))],
  [8, 'bytes', (c, dns) => void (dns.rrtypes = added(dns.rrtypes, c.text()))],
]);

function readDns(cursor: Cursor, end: number): Dns {
  const dns: Draft<Dns> = {
    query: '',
    ips: none,
    ttl: 0,
    cnames: none,
    observationSource: '',
    rcode: 0,
    qtypes: none,
    rrtypes: none,
  };
  readFields(cursor, end, dnsFields, dns);
  return dns;
}

const httpFields = fieldTable<Draft<Http>>([
  [1, 'varint', (c, http) => void (http.code = c.uint32())],
  [2, 'bytes', (c, http) => void (http.method = c.text())],
  [3, 'bytes', (c, http) => void (http.url = c.text())],
  [4, 'bytes', (c, http) => void (http.protocol = c.text())],
  [5, 'bytes', (c, http) => void (http.headers = added(http.headers, readHeader(c, c.end())))],
]);

function readHttp(cursor: Cursor, end: number): Http {
  const http: Draft<Http> = { code: 0, method: '', url: '', protocol: '', headers: none };
  readFields(cursor, end, httpFields, http);
  return http;
}

const headerFields = fieldTable<Draft<HttpHeader>>([
  [1, 'bytes', (c, header) => void (header.key = c.text())],
  [2, 'bytes', (c, header) => void (header.value = c.text())],
]);

function readHeader(cursor: Cursor, end: number): HttpHeader {
  const header = { key: '', value: '' };
  readFields(cursor, end, headerFields, header);
  return header;
}

const kafkaFields = fieldTable<Draft<Kafka>>([
  [1, 'varint', (c, kafka) => void (kafka.errorCode = c.int32())],
  [2, 'varint', (c, kafka) => void (kafka.apiVersion = c.int32())],
  [3, 'bytes', (c, kafka) => void (kafka.apiKey = c.text())],
  [4, 'varint', (c, kafka) => void (kafka.correlationId = c.int32())],
  [5, 'bytes', (c, kafka) => void (kafka.topic = c.text())],
]);

function readKafka(cursor: Cursor, end: number): Kafka {
  const kafka: Draft<Kafka> = { errorCode: 0, apiVersion: 0, apiKey: '', correlationId: 0, topic: '' };
  readFields(cursor, end, kafkaFields, kafka);
  return kafka;
}
