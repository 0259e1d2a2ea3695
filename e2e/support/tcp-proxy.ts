// A TCP proxy on loopback that spoils the connections through it, as networks and the boxes between do.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What befalls all connections, those that exist and new ones. Bytes count towards the client. */
export type LinkFault =
  | { readonly kind: 'none' }
  /** Connections are made and nothing comes through, either way, until it is over. */
  | { readonly kind: 'black-hole' }
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** Everything takes this long, either way. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Each connection is reset once it has carried so many bytes from now on. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** One bit in each so many bytes is turned over. */
  | { readonly kind: 'corrupt'; readonly everyBytes: number };

export interface TcpProxy {
  /** `host:port`. */
  readonly address: string;
  suffer(fault: LinkFault): void;
  /** Resets all connections, towards both ends. */
  cut(): void;
  /** The server's ends go away and the clients are not told: theirs stay open, and silent for ever. */
  halfOpen(): void;
  /** Connections of clients that are open. */
  connections(): number;
  close(): Promise<void>;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** Bytes carried towards the client since the fault began. */
  carried: number;
  severed: boolean;
}

/** Listens on a free port of 127.0.0.1 and carries everything to `target`, `host:port`. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const links = new Set<Link>();
  let fault: LinkFault = { kind: 'none' };
  let change = new AbortController();

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const link = { client, server: connect({ ...place(target), allowHalfOpen: true }), carried: 0, severed: false };
    links.add(link);
    client.once('close', () => links.delete(link));
    for (const outward of [false, true]) carry(link, outward).catch(() => link.severed || reset(link));
  });

  async function carry(link: Link, outward: boolean): Promise<void> {
    const [from, to] = outward ? [link.server, link.client] : [link.client, link.server];
    for await (const { chunk, atMs } of arrivals(from)) {
      if (fault.kind === 'delay') await sleep(Math.max(0, atMs + fault.ms - Date.now()));
      for await (const piece of spoil(link, chunk, outward)) {
        if (!link.severed && !to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      }
    }
    if (!link.severed) to.end();
  }

  async function* spoil(link: Link, chunk: Buffer, outward: boolean): AsyncGenerator<Buffer> {
    while (fault.kind === 'black-hole') await once(change.signal, 'abort');
    const before = link.carried;
    if (outward) link.carried += chunk.length;
    if (outward && fault.kind === 'throttle') yield* slowly(chunk);
    else if (outward && fault.kind === 'corrupt') yield corrupted(chunk, before, fault.everyBytes);
    else if (outward && fault.kind === 'reset' && link.carried >= fault.afterBytes) {
      yield chunk.subarray(0, Math.max(0, fault.afterBytes - before));
      reset(link);
    } else yield chunk;
  }

  async function* slowly(chunk: Buffer): AsyncGenerator<Buffer> {
    let rest = chunk;
    while (rest.length > 0) {
      const size = fault.kind === 'throttle' ? Math.ceil(fault.bytesPerSecond / pulsesPerSecond) : rest.length;
      yield rest.subarray(0, size);
      rest = rest.subarray(size);
      if (rest.length > 0) await sleep(1_000 / pulsesPerSecond);
    }
  }

  function suffer(next: LinkFault): void {
    fault = next;
    for (const link of links) link.carried = 0;
    change.abort();
    change = new AbortController();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: addressOf(server),
    suffer,
    cut: () => links.forEach(reset),
    halfOpen: () => links.forEach(sever),
    connections: () => links.size,
    close() {
      suffer({ kind: 'none' });
      links.forEach(reset);
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const pulsesPerSecond = 10;
/** What may wait between two sockets: enough for a second of delay, too little to hide that nothing passes. */
const mostWaiting = 512 * 1024;

/** Reads ahead a little, so that what waits knows since when. Throws when the socket breaks. */
async function* arrivals(socket: Socket): AsyncGenerator<{ readonly chunk: Buffer; readonly atMs: number }> {
  const waiting: { readonly chunk: Buffer; readonly atMs: number }[] = [];
  let bytes = 0;
  let ended = false;
  let wake = () => {};
  socket.on('data', (chunk: Buffer) => {
    waiting.push({ chunk, atMs: Date.now() });
    bytes += chunk.length;
    if (bytes >= mostWaiting) socket.pause();
    wake();
  });
  socket.once('end', () => {
    ended = true;
    wake();
  });
  socket.once('close', () => wake());
  socket.on('error', () => {});
  for (;;) {
    const next = waiting.shift();
    if (next) {
      bytes -= next.chunk.length;
      if (bytes < mostWaiting) socket.resume();
      yield next;
    } else if (ended) return;
    else if (socket.destroyed) throw new Error('the connection broke');
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

function reset({ client, server }: Link): void {
  client.resetAndDestroy();
  server.resetAndDestroy();
}

function sever(link: Link): void {
  link.severed = true;
  link.server.destroy();
}

/** A copy in which one bit of each so many bytes is turned over; `before` is what was carried earlier. */
function corrupted(chunk: Buffer, before: number, everyBytes: number): Buffer {
  const copy = Buffer.from(chunk);
  for (let at = everyBytes - 1 - (before % everyBytes); at < copy.length; at += everyBytes) {
    copy.writeUInt8(copy.readUInt8(at) ^ 0x10, at);
  }
  return copy;
}

function place(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}

function addressOf(server: Server): string {
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the proxy listens nowhere');
  return `127.0.0.1:${address.port}`;
}
