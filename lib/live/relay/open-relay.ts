// Where the flows of a Relay are kept: all of them from the start on, or those that are asked for.
import { createOnDemandSource, type OnDemandOptions } from '@/lib/live/relay/on-demand';
import { createRelaySource, type RelaySource } from '@/lib/live/relay/relay-source';
import { createStore } from '@/lib/live/store/store';
import { relayCodec } from '@/lib/relay/decode';
import { createPodBook } from '@/lib/rollup/pod-book';

export type Observe = 'always' | 'on-demand';

export function openRelay(observe: Observe, options: OnDemandOptions): RelaySource {
  if (observe === 'on-demand') return createOnDemandSource(options);
  const { client, memory, retentionMs, showSecrets, now, newId } = options;
  const store = createStore({
    cluster: client.target.cluster,
    codec: relayCodec,
    log: { bytes: memory.logBytes, flows: memory.logFlows },
    retentionMs,
    maxConversations: memory.maxConversations,
    showSecrets,
    epoch: newId(),
    pods: createPodBook(memory.podBytes),
  });
  return createRelaySource({ client, store, seenCapacity: memory.seenCapacity, now });
}
