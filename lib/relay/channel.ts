// One gRPC channel to a target, made anew when certificates change or a connection failed: grpc-js would back off
// for up to two minutes on its own, with the old certificates and the old addresses.
import { Client, type ClientOptions, credentials } from '@grpc/grpc-js';
import { type Certificates, certificateStamp, readCertificates } from './certificates';
import type { RelayTarget } from './relay';

export interface ChannelOptions {
  /**
   * Between HTTP/2 pings on an open call. A grpc-go server closes the connection of a client that pings more often
   * than every five minutes unless it was told otherwise, so the default lies above that; quiet streams are looked
   * after with ServerStatus instead.
   */
  readonly keepaliveMs?: number;
  readonly keepaliveTimeoutMs?: number;
  /** Larger messages end the stream. Flows are below 10 kB but for giant label lists. */
  readonly maxMessageBytes?: number;
  /** HTTP/2 flow-control window: what may be on its way unread. Fits 20 MB/s at 50 ms. */
  readonly windowBytes?: number;
}

const defaults: Required<ChannelOptions> = {
  keepaliveMs: 310_000,
  keepaliveTimeoutMs: 20_000,
  maxMessageBytes: 16 * 1024 * 1024,
  windowBytes: 1024 * 1024,
};

export interface Channel {
  /** The client for new calls, with the files on disk as they are now. Throws RelayError where they cannot be used. */
  open(): Client;
  /** Keeps this one usable, dropped or not, until the function it gives is called. */
  hold(client: Client): () => void;
  /** The next `open` connects from scratch, unless it would by now give another; calls under way go on. */
  drop(client: Client): void;
  close(): void;
}

interface Connected {
  readonly client: Client;
  readonly stamp: string;
}

export function createChannel(target: RelayTarget, options: ChannelOptions = {}): Channel {
  let current: Connected | undefined;
  const holds = new Map<Client, number>();

  function retire(): void {
    if (current && !holds.has(current.client)) current.client.close();
    current = undefined;
  }

  function release(client: Client): void {
    const others = (holds.get(client) ?? 1) - 1;
    if (others > 0) return void holds.set(client, others);
    holds.delete(client);
    if (current?.client !== client) client.close();
  }

  return {
    open() {
      if (current && current.stamp !== certificateStamp(target.tls)) retire();
      current ??= connect(target, { ...defaults, ...options });
      return current.client;
    },
    hold(client) {
      holds.set(client, (holds.get(client) ?? 0) + 1);
      return () => release(client);
    },
    drop(client) {
      if (current?.client === client) retire();
    },
    close: retire,
  };
}

function connect(target: RelayTarget, options: Required<ChannelOptions>): Connected {
  const { tls } = target;
  if (!tls) {
    const client = new Client(target.address, credentials.createInsecure(), clientOptions(options));
    return { client, stamp: certificateStamp(null) };
  }
  const certificates = readCertificates(target, tls);
  const client = new Client(target.address, secure(certificates, tls.allowInsecure), {
    ...clientOptions(options),
    ...(tls.serverName === undefined ? {} : checkedAgainst(tls.serverName)),
  });
  return { client, stamp: certificates.stamp };
}

function secure({ context }: Certificates, allowInsecure: boolean): ReturnType<typeof credentials.createInsecure> {
  return credentials.createFromSecureContext(context, allowInsecure ? { rejectUnauthorized: false } : {});
}

function checkedAgainst(serverName: string): ClientOptions {
  return { 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName };
}

function clientOptions(options: Required<ChannelOptions>): ClientOptions {
  return {
    'grpc.primary_user_agent': 'eyepiece',
    'grpc.keepalive_time_ms': options.keepaliveMs,
    'grpc.keepalive_timeout_ms': options.keepaliveTimeoutMs,
    'grpc.keepalive_permit_without_calls': 0,
    'grpc.max_receive_message_length': options.maxMessageBytes,
    'grpc-node.flow_control_window': options.windowBytes,
    // Retrying is the connection's own business, and it buffers what it might send again.
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    // Channels of the same address must not share a connection: they may differ in certificates.
    'grpc.use_local_subchannel_pool': 1,
  };
}
