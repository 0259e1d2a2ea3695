// What can be wrong between the dashboard and Relay: how each is brought about, what it is called, and how it is mended.
import { rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { makeAuthority, makeCertificates } from '@/demo/certificates';
import type { Env, Place } from './place';

export interface Fault {
  readonly title: string;
  readonly code: string;
  /** Parts of the one sentence: the thing and the cure. */
  readonly says: readonly RegExp[];
  readonly begin: (place: Place) => Promise<Begun>;
}

interface Begun {
  /** In which the fault shows. */
  readonly env: Env;
  /** What goes wrong only after the dashboard has started. */
  readonly spoil?: () => void;
  readonly mend: () => Promise<unknown>;
}

export const faults: readonly Fault[] = [
  {
    title: 'nothing listens at the address',
    code: 'refused',
    says: [/^Nothing listens at 127\.0\.0\.1:\d+; check the address/, /port-forward to hubble-relay/],
    begin: async (place) => ({ env: plain(place), mend: () => place.relay() }),
  },
  {
    title: 'the name does not resolve',
    code: 'name-not-resolved',
    says: [/^The name in hubble-relay\.invalid:4245 does not resolve; check/, /DNS/],
    begin: async (place) => {
      await place.relay();
      return { env: { HUBBLE_SERVER: 'hubble-relay.invalid:4245' }, mend: () => place.dashboard(plain(place)) };
    },
  },
  {
    title: 'whatever listens never answers',
    code: 'timeout',
    says: [/^127\.0\.0\.1:\d+ did not answer in time; check/],
    begin: async (place) => {
      await place.listen(net.createServer());
      return { env: plain(place), mend: () => place.relay() };
    },
  },
  {
    title: 'TLS is spoken to a plaintext Relay',
    code: 'plaintext-expected',
    says: [/^127\.0\.0\.1:\d+ does not speak TLS; turn TLS off or/],
    begin: async (place) => {
      const made = await makeCertificates();
      await place.relay();
      return { env: secure(place, made.ca), mend: () => place.relay(made) };
    },
  },
  {
    title: 'plaintext is spoken to a TLS Relay',
    code: 'tls-expected',
    says: [/^127\.0\.0\.1:\d+ wants TLS; turn TLS on \(tls:\/\/ before the address\) and name its CA\.$/],
    begin: async (place) => {
      await place.relay(await makeCertificates());
      return { env: plain(place), mend: () => place.relay() };
    },
  },
  {
    title: 'the certificate is for another name',
    code: 'tls-name-mismatch',
    says: [
      /^The certificate of 127\.0\.0\.1:\d+ is not for the name/,
      /set the TLS server name, .*hubble-relay\.cilium\.io/,
    ],
    begin: async (place) => {
      const authority = await makeAuthority();
      await place.relay(await makeCertificates({ authority, names: ['other.example'] }));
      return {
        env: secure(place, authority.pem),
        mend: async () => place.relay(await makeCertificates({ authority })),
      };
    },
  },
  {
    title: 'the authority is not the one that is trusted',
    code: 'tls-unknown-authority',
    says: [
      /^The certificate of 127\.0\.0\.1:\d+ is signed by an authority that is not trusted/,
      /set the CA certificate file/,
    ],
    begin: async (place) => {
      const made = await makeCertificates();
      await place.relay(made);
      const env = secure(place, (await makeAuthority()).pem);
      return { env, mend: async () => void place.file('ca.crt', made.ca) };
    },
  },
  {
    title: 'the certificate has expired',
    code: 'tls-expired',
    says: [/^The certificate of 127\.0\.0\.1:\d+ is outside its dates/, /renew it, or check the clock/],
    begin: async (place) => {
      const authority = await makeAuthority();
      await place.relay(await makeCertificates({ authority, expired: true }));
      return {
        env: secure(place, authority.pem),
        mend: async () => place.relay(await makeCertificates({ authority })),
      };
    },
  },
  {
    title: 'Relay wants a client certificate and none is set',
    code: 'client-certificate-required',
    says: [/^127\.0\.0\.1:\d+ accepts only clients with a certificate of its own CA/, /set client certificate and key/],
    begin: async (place) => {
      const made = await makeCertificates();
      await place.relay({ ...made, clientCa: made.ca });
      const env = secure(place, made.ca);
      return { env, mend: () => place.dashboard({ ...env, ...client(place, made) }) };
    },
  },
  {
    title: 'the client certificate is of another authority',
    code: 'client-certificate-required',
    says: [/^127\.0\.0\.1:\d+ accepts only clients with a certificate of its own CA/],
    begin: async (place) => {
      const made = await makeCertificates();
      await place.relay({ ...made, clientCa: made.ca });
      const env = { ...secure(place, made.ca), ...client(place, await makeCertificates()) };
      return { env, mend: async () => void client(place, made) };
    },
  },
  {
    title: 'a certificate file is gone',
    code: 'certificate-unreadable',
    says: [/^A certificate file cannot be used/, /ca\.crt/, /check the path/],
    begin: async (place) => {
      const made = await makeCertificates();
      const env = secure(place, made.ca);
      return {
        env,
        spoil: () => rmSync(place.file('ca.crt', made.ca)),
        mend: async () => {
          await place.relay(made);
          place.file('ca.crt', made.ca);
        },
      };
    },
  },
  {
    title: 'a web server listens there',
    code: 'not-a-relay',
    says: [/^127\.0\.0\.1:\d+ answers, but it is not Hubble Relay/, /check host and port/],
    begin: async (place) => {
      await place.listen(http.createServer((_, response) => response.end('<h1>It works!</h1>')));
      return { env: plain(place), mend: () => place.relay() };
    },
  },
];

function plain({ address }: Place): Env {
  return { HUBBLE_SERVER: address };
}

const certificateName = 'ui.hubble-relay.cilium.io';

export function secure(place: Place, ca: string): Env {
  return {
    HUBBLE_SERVER: `tls://${place.address}`,
    HUBBLE_TLS_CA_CERT_FILES: place.file('ca.crt', ca),
    HUBBLE_TLS_SERVER_NAME: certificateName,
  };
}

export function client(place: Place, made: { clientCert: string; clientKey: string }): Env {
  return {
    HUBBLE_TLS_CLIENT_CERT_FILE: place.file('client.crt', made.clientCert),
    HUBBLE_TLS_CLIENT_KEY_FILE: place.file('client.key', made.clientKey),
  };
}
