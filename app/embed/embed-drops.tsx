'use client';

import { useRouter } from 'next/navigation';
import { windowOf } from '@/app/workspace/stream/live-request';
import { contentOf } from '@/app/workspace/stream/parts';
import { isCapture } from '@/app/workspace/stream/scope';
import { useView } from '@/app/workspace/use-view';
import { DropList } from '@/components/drop-table/drop-list';
import { dropParts } from '@/components/drop-table/parts';
import { marksByGroup } from '@/lib/drops/mark';
import { tokenSays } from '@/lib/embed/token-says';
import { useFeed } from '@/lib/feed/use-feed';
import { formatDuration } from '@/lib/flow/format';
import { isLive } from '@/lib/view/view';

/** As many as the highest frame has room for. */
const most = 8;

/** Under an embedded map: what is refused, where anything is. A frame that is low has room for the map alone. */
export function EmbedDrops() {
  const router = useRouter();
  const { view, embed, href } = useView();
  const content = useFeed(contentOf);
  if (!content?.drops) return null;
  const marks = marksByGroup(content.marks ?? []);
  const { sections } = dropParts({ groups: content.drops, marks, sorting: null, by: null, nowMs: content.atMs });
  const groups = sections.flatMap(({ rows }) => rows.map(({ group }) => group)).slice(0, most);
  if (groups.length === 0) return null;
  const still = isCapture(view.cluster) || !isLive(view);
  const says = embed?.token ? tokenSays(embed.token) : null;
  const mayOpen = !says || says.views.includes('drops');
  const open = (id: string) => router.push(href('drops', { sel: { kind: 'drop', id } }));
  return (
    <div className="embed-wall flex-none [@media(max-height:259px)]:hidden">
      <DropList
        groups={groups}
        onOpen={mayOpen ? open : null}
        span={still ? 'this time' : `last ${formatDuration(windowOf(view))}`}
        still={still}
      />
    </div>
  );
}
