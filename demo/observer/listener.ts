// The listening socket under the gRPC server, held by us so that a crash looks like one: connections just break.
import net from 'node:net';
import type * as grpc from '@grpc/grpc-js';

export interface Listener {
  readonly port: number;
  /** From now on connections are made with these; those that exist stay. */
  present(credentials: grpc.ServerCredentials): void;
  /** Destroys every connection and stops listening. */
  close(): Promise<void>;
}

/** Rejects with one sentence when the address cannot be listened on. */
export function listen(
  server: grpc.Server,
  credentials: grpc.ServerCredentials,
  at: { readonly host: string; readonly port: number },
): Promise<Listener> {
  const sockets = new Set<net.Socket>();
  let injector = server.createConnectionInjector(credentials);
  const listening = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    injector.injectConnection(socket);
  });
  const present = (next: grpc.ServerCredentials) => {
    injector = server.createConnectionInjector(next);
  };
  const close = () =>
    new Promise<void>((resolve) => {
      listening.close(() => resolve());
      for (const socket of sockets) socket.destroy();
      server.forceShutdown();
    });
  return new Promise((resolve, reject) => {
    listening.once('error', (error) => reject(new Error(`cannot listen on ${at.host}:${at.port}: ${error.message}`)));
    listening.listen(at.port, at.host, () => {
      const address = listening.address();
      resolve({ port: typeof address === 'object' && address ? address.port : at.port, present, close });
    });
  });
}
