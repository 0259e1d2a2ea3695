// Names of ends that single flows do not tell: what is learnt from one flow and holds for others of its connection.
import type { EpochMs } from '@/lib/flow/flow';
import { type ClientNames, createClientNames } from '@/lib/rollup/client-names';
import { createServiceNames, type ServiceNames, type ServiceSighting } from '@/lib/rollup/service-names';

/** `version` grows when one of the answers may be another than before. */
export interface EndNames extends Pick<ServiceNames, 'backendOf' | 'version'>, Pick<ClientNames, 'clientOf'> {}

export interface LearningEndNames extends EndNames {
  /** To be told of every flow. */
  learn(flow: ServiceSighting, atMs: EpochMs): void;
  /** Estimate of memory used. */
  bytes(): number;
}

export function createEndNames(): LearningEndNames {
  const services = createServiceNames();
  const clients = createClientNames();
  return {
    learn(flow, atMs) {
      services.learn(flow, atMs);
      clients.learn(flow, atMs);
    },
    backendOf: services.backendOf,
    clientOf: clients.clientOf,
    bytes: () => services.bytes() + clients.bytes(),
    version: () => services.version() + clients.version(),
  };
}
