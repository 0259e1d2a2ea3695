// A store for the flows of one filter, and what Relay is to be asked for to fill it.
import type { Filter } from '@/lib/filter/filter';
import { compileFilter } from '@/lib/filter/predicate';
import { type RelayLists, relayLists } from '@/lib/filter/relay-lists';
import type { FlowFacts } from '@/lib/flow/flow';
import { filterKey } from '@/lib/live/filter-cover';
import type { FlowCodec } from '@/lib/live/flow-log';
import type { PolledRelay } from '@/lib/live/polled-relay';
import type { Circumstances } from '@/lib/live/relay-stream';
import { createStore, type Store, type StoreOptions } from '@/lib/live/store';
import { relayCodec } from '@/lib/relay/decode';
import { flowMask } from '@/lib/relay/flow-mask';

export interface AskedStore {
  readonly filter: Filter;
  /** Equal for filters that say the same. */
  readonly key: string;
  readonly lists: RelayLists;
  readonly store: Store;
  /** Always asked again here: lists may say less than the filter, and older servers know less than the lists. */
  matches(facts: FlowFacts): boolean;
  circumstances(): Promise<Circumstances>;
  /** Whether only the fields that views need were asked for. */
  isMasked(): boolean;
}

export type AskedStoreOptions = Omit<StoreOptions, 'codec'>;

export function createAskedStore(filter: Filter, polled: PolledRelay, options: AskedStoreOptions): AskedStore {
  const lists = relayLists(filter);
  let masked = false;
  return {
    filter,
    key: filterKey(filter),
    lists,
    store: createStore({ ...options, codec: saying(() => masked) }),
    matches: compileFilter(filter),
    async circumstances() {
      const { agentVersions, ...known } = await polled.circumstances();
      const fieldMask = flowMask(agentVersions);
      masked = fieldMask !== undefined;
      return { ...known, asked: { whitelist: lists.whitelist, blacklist: lists.blacklist, fieldMask } };
    },
    isMasked: () => masked,
  };
}

function saying(isMasked: () => boolean): FlowCodec {
  return {
    facts: relayCodec.facts,
    flow: (...flow) => ({ ...relayCodec.flow(...flow), ...(isMasked() && { masked: true }) }),
  };
}
