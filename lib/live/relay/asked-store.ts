// A store for the flows of one filter, and what Relay is to be asked for to fill it.
import type { Filter } from '@/lib/filter/filter';
import { needOf } from '@/lib/filter/predicate';
import { type RelayLists, relayLists } from '@/lib/filter/relay/relay-lists';
import type { PolledRelay } from '@/lib/live/relay/polled-relay';
import type { Circumstances } from '@/lib/live/relay/relay-stream';
import { filterKey } from '@/lib/live/store/filter-cover';
import type { FlowCodec } from '@/lib/live/store/flow-log';
import { compileMatcher, type Matcher } from '@/lib/live/store/matcher';
import { createStore, type Store, type StoreOptions } from '@/lib/live/store/store';
import { relayCodec } from '@/lib/relay/decode';
import { flowMask } from '@/lib/relay/flow-mask';

export interface AskedStore {
  readonly filter: Filter;
  /** Equal for filters that say the same. */
  readonly key: string;
  readonly lists: RelayLists;
  readonly store: Store;
  /** Always asked again here: lists may say less than the filter, and older servers know less than the lists. */
  readonly matches: Matcher;
  circumstances(): Promise<Circumstances>;
  /** Whether only the fields that views need were asked for. */
  isMasked(): boolean;
}

export type AskedStoreOptions = Omit<StoreOptions, 'codec'>;

export function createAskedStore(filter: Filter, polled: PolledRelay, options: AskedStoreOptions): AskedStore {
  const lists = relayLists(filter, !options.showSecrets);
  let masked = false;
  const store = createStore({ ...options, codec: saying(() => masked) });
  return {
    filter,
    key: filterKey(filter),
    lists,
    store,
    matches: compileMatcher(filter, store.codec),
    async circumstances() {
      const { agentVersions, ...known } = await polled.circumstances();
      // A filter on fields that a mask leaves out is answered from whole flows.
      const fieldMask = needOf(filter) === 'facts' ? flowMask(agentVersions) : undefined;
      masked = fieldMask !== undefined;
      return { ...known, asked: { whitelist: lists.whitelist, blacklist: lists.blacklist, fieldMask } };
    },
    isMasked: () => masked,
  };
}

function saying(isMasked: () => boolean): FlowCodec {
  return {
    ...relayCodec,
    flow: (...flow) => ({ ...relayCodec.flow(...flow), ...(isMasked() && { masked: true }) }),
  };
}
