// Why Relay cannot be watched, in words, and what to do about it. docs/errors.md says more about each code.
import type { RelayErrorCode } from '@/lib/wire/frame';

/** `what` ends a sentence that begins with the address; `cure` is a sentence of its own. */
export interface Cure {
  readonly what: string;
  readonly cure: string;
}

const cures: Record<RelayErrorCode, Cure> = {
  'name-not-resolved': {
    what: 'has a name that does not resolve',
    cure: 'Check HUBBLE_SERVER; inside the cluster it is hubble-relay.kube-system:80.',
  },
  unreachable: {
    what: 'cannot be reached',
    cure: 'Check the address and that a network policy lets Eyepiece reach Relay.',
  },
  refused: {
    what: 'refuses connections',
    cure: 'Is Relay running? kubectl -n kube-system get pods -l k8s-app=hubble-relay',
  },
  timeout: { what: 'does not answer', cure: 'Check the address, the port and what stands between.' },
  'plaintext-expected': { what: 'speaks plain text', cure: 'Set HUBBLE_TLS=false, or use the port that has TLS.' },
  'tls-expected': { what: 'speaks TLS', cure: 'Set HUBBLE_TLS=true or write tls:// before the address.' },
  'tls-name-mismatch': {
    what: 'shows a certificate for another name',
    cure: 'Set HUBBLE_TLS_SERVER_NAME to a name in it, such as ui.hubble-relay.cilium.io.',
  },
  'tls-unknown-authority': {
    what: 'shows a certificate of an authority that is not trusted',
    cure: "Set HUBBLE_TLS_CA_CERT_FILES to Hubble's CA certificate.",
  },
  'tls-expired': { what: 'shows a certificate that is not valid now', cure: 'Renew it, and check the clocks.' },
  'client-certificate-required': {
    what: 'wants a client certificate',
    cure: 'Set HUBBLE_TLS_CLIENT_CERT_FILE and HUBBLE_TLS_CLIENT_KEY_FILE.',
  },
  'certificate-unreadable': {
    what: 'cannot be dialled: a certificate file cannot be read',
    cure: 'Check the HUBBLE_TLS_ files and that Eyepiece may read them.',
  },
  'not-a-relay': { what: 'is no Hubble Relay', cure: 'Check the address and the port; Relay listens on 4245.' },
  unimplemented: {
    what: 'does not know this call',
    cure: 'It is an old Relay or an agent; point HUBBLE_SERVER at Relay.',
  },
  unauthenticated: { what: 'does not accept who we are', cure: 'Check the client certificate.' },
  'permission-denied': {
    what: 'does not let us see flows',
    cure: 'Ask for access to Hubble, or use another certificate.',
  },
  'invalid-request': { what: 'does not accept the request', cure: 'The server log has the request; please report it.' },
  'no-nodes': {
    what: 'has no nodes',
    cure: 'Relay runs, but no agent is connected to it. Check its TLS to the agents and the hubble-peer service.',
  },
  ended: { what: 'ended the stream', cure: 'It comes back by itself, unless Relay keeps restarting.' },
  silent: { what: 'fell silent', cure: 'The connection is opened again; check what stands between.' },
  unavailable: {
    what: 'is not available',
    cure: 'Is Relay running? kubectl -n kube-system get pods -l k8s-app=hubble-relay',
  },
  unknown: { what: 'failed', cure: 'The server log says more.' },
};

/** The words for a code; one this version does not know reads as a failure. */
export function cureOf(code: RelayErrorCode): Cure {
  return Object.hasOwn(cures, code) ? cures[code] : cures.unknown;
}
