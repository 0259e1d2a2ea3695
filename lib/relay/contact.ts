// The channel to one server, with what calls on it tell: the version of the server, and what a failure was.
import type { Client, Metadata } from '@grpc/grpc-js';
import { type Channel, type ChannelOptions, createChannel } from './channel';
import { type ErrorContext, RelayError } from './error';
import { probe } from './probe';
import type { RelayTarget } from './relay';

export interface Contact extends Pick<Channel, 'open' | 'hold' | 'close'> {
  /** Reads response headers. */
  noteVersion(metadata: Metadata): void;
  /** From the headers read last; '' until told. */
  version(): string;
  /** What the failure was; the next call connects from scratch unless the server itself answered. */
  explained(cause: unknown, during: ErrorContext['during'], used: Client | undefined): Promise<RelayError>;
}

export const service = '/observer.Observer';

export function createContact(target: RelayTarget, options: ChannelOptions): Contact {
  const channel = createChannel(target, options);
  let version = '';
  return {
    open: channel.open,
    hold: channel.hold,
    close: channel.close,
    noteVersion(metadata) {
      const said = metadata.get('hubble-relay-version')[0] ?? metadata.get('hubble-server-version')[0];
      if (said !== undefined) version = String(said);
    },
    version: () => version,
    async explained(cause, during, used) {
      const error = RelayError.from(cause, { target, during });
      if (used && !isAnswer(error)) channel.drop(used);
      if (!isVague(cause)) return error;
      const finding = await probe(target);
      return finding ? RelayError.of(finding.code, target, finding.detail, cause) : error;
    },
  };
}

/** Whether a gRPC server took the call and said no: the connection itself is sound. */
function isAnswer({ code }: RelayError): boolean {
  return code === 'unimplemented' || code === 'invalid-request' || code === 'permission-denied' || code === 'ended';
}

/** grpc-js knows no reason of its own; the date behind its words is not part of them. */
function isVague(cause: unknown): boolean {
  const details = cause instanceof Error && 'details' in cause ? String(cause.details) : '';
  return /^No connection established\. Last error: (Failed to connect|.*(ECONNRESET|EPIPE|socket disconnected))/.test(
    details,
  );
}
