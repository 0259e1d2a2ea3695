import { describe, expect, it } from 'vitest';
import type { Flow } from '@/lib/flow/flow';
import { sampleFlow } from '@/lib/flow/sample';
import type { Frame } from '@/lib/wire/frame';
import { applyFrame, type FeedContent } from './content';
import { withOlder } from './older';

const instant = new Date(0).toISOString();
const frame = (part: Partial<Frame>): Frame => ({
  ...{ id: '1', at: instant, from: instant, to: instant, complete: true, gaps: [], reset: false },
  ...part,
});
const flow = (id: string, timeMs: number): Flow => sampleFlow({ id, timeMs });
const rows = (list: readonly Flow[], unsent = 0) => ({
  ...{ rows: list, unsent, matched: list.length + unsent },
  ...{ hidden: 0, hiddenDenials: 0 },
});

describe('rows that were asked for beside the stream', () => {
  const held = applyFrame(null, frame({ flows: rows([flow('d', 4), flow('c', 3)], 5) }));
  const idsOf = ({ flows }: FeedContent) => flows?.rows.map(({ id }) => id);

  it('stand behind those of the same moment, once, and are not counted as unsent any more', () => {
    const more = withOlder(held, [flow('c', 3), flow('b', 3), flow('a', 1)]);
    expect(idsOf(more)).toEqual(['d', 'c', 'b', 'a']);
    expect(more.flows).toMatchObject({ matched: 7, unsent: 3 });
  });

  it('stay while frames go on, go first where there is no room, and go when frames begin anew', () => {
    const more = withOlder(held, [flow('b', 2), flow('a', 1)], 3);
    expect(idsOf(more)).toEqual(['d', 'c', 'b']);
    const next = frame({ flows: rows([flow('e', 5)]) });
    expect(idsOf(applyFrame(more, next))).toEqual(['e', 'd', 'c', 'b']);
    expect(idsOf(applyFrame(more, next, 3))).toEqual(['e', 'd', 'c']);
    expect(idsOf(applyFrame(more, { ...next, reset: true }))).toEqual(['e']);
  });
});
