// Flows as readers who are to see no secrets may see them, and ask for them.
import { maskSecrets } from '@/lib/flow/mask';
import type { FlowCodec } from '@/lib/live/store/flow-log';

/** The codec with secrets masked in what it reads. Filters see the same, or they would tell what is masked. */
export function masking(codec: FlowCodec): FlowCodec {
  return {
    facts: codec.facts,
    flow: (...flow) => maskSecrets(codec.flow(...flow)),
    cel: (expression) => codec.cel(expression, true),
    masks: true,
  };
}
