'use client';

import { useState } from 'react';
import { Button, IconButton, TextButton } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { LiveDot } from '@/components/ui/live-dot';
import { Popover, PopoverFoot, PopoverHead } from '@/components/ui/popover';
import { useNow } from '@/components/ui/use-now';
import { formatDuration } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { NodeInfo } from '@/lib/wire/frame';
import type { Notice, NoticeAction } from './notice';

export interface BannersProps {
  readonly notices: readonly Notice[];
  /** Nodes that do not send, for "Which nodes". */
  readonly nodes: readonly NodeInfo[];
  readonly onRetry: () => void;
  readonly onReconnect: (cluster: string | undefined) => void;
  /** Drops what the server refused: filter, cluster, range. */
  readonly onReset: () => void;
  readonly onSignIn: () => void;
}

const shownAtMost = 2;

/** What is true about the data, amber and in words. Two at most; the rest waits behind "N more". */
export function Banners({ notices, nodes, onRetry, onReconnect, onReset, onSignIn }: BannersProps) {
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const open = notices.filter((notice) => !dismissed.has(notice.id));
  const shown = all ? open : open.slice(0, shownAtMost);
  const act = (notice: Notice, action: NoticeAction) => {
    if (action === 'retry') onRetry();
    if (action === 'reconnect') onReconnect(notice.cluster);
    if (action === 'reset') onReset();
    if (action === 'sign-in') onSignIn();
    if (action === 'dismiss') setDismissed(new Set([...dismissed, notice.id]));
  };
  return (
    <div aria-live="polite" className="flex-none">
      {shown.map((notice) => (
        <Banner key={notice.id} nodes={nodes} notice={notice} onAct={(action) => act(notice, action)} />
      ))}
      {open.length > shownAtMost && (
        <div className="border-warn-line border-b bg-warn-tint px-4 pb-1 text-11">
          <TextButton onClick={() => setAll(!all)}>{all ? 'Fewer' : `${open.length - shownAtMost} more`}</TextButton>
        </div>
      )}
    </div>
  );
}

interface BannerProps {
  readonly notice: Notice;
  readonly nodes: readonly NodeInfo[];
  readonly onAct: (action: NoticeAction) => void;
}

function Banner({ notice, nodes, onAct }: BannerProps) {
  const has = (action: NoticeAction) => notice.actions.includes(action);
  return (
    <div
      className="flex min-h-9 flex-wrap items-center gap-x-2 gap-y-1 border-warn-line border-b bg-warn-tint py-1 pr-3 pl-4 text-12 text-fg"
      data-notice={notice.id.split(':')[0]}
    >
      <Icon className="text-warn" name={notice.icon} />
      <p className="min-w-0 flex-1 basis-[min(15rem,100%-1.5rem)]" title={visible(`${notice.title} ${notice.text}`)}>
        <b className="font-semibold">{visible(notice.title)}</b>{' '}
        {notice.retryAtMs !== undefined && <Countdown toMs={notice.retryAtMs} />} {visible(notice.text)}
      </p>
      {has('sign-in') && (
        <Button onClick={() => onAct('sign-in')} size="sm" variant="warn">
          Sign in again
        </Button>
      )}
      {(['retry', 'reconnect'] as const).filter(has).map((action) => (
        <Button key={action} onClick={() => onAct(action)} size="sm" variant="warn">
          Retry now
        </Button>
      ))}
      {has('reset') && (
        <Button onClick={() => onAct('reset')} size="sm" variant="warn">
          Show everything
        </Button>
      )}
      {has('nodes') && nodes.length > 0 && <WhichNodes nodes={nodes} />}
      {has('dismiss') && (
        <IconButton icon="close" label="Hide until it happens again" onClick={() => onAct('dismiss')} size="sm" />
      )}
    </div>
  );
}

/** Ticks in silence: a live region that spoke every second would be worse than none. */
function Countdown({ toMs }: { toMs: number }) {
  const seconds = Math.max(0, Math.ceil((toMs - useNow()) / 1_000));
  return (
    <span aria-live="off">
      {seconds > 0 ? (
        <>
          Reconnecting in <span className="mono">{seconds} s</span>.
        </>
      ) : (
        'Reconnecting.'
      )}
    </span>
  );
}

function WhichNodes({ nodes }: { nodes: readonly NodeInfo[] }) {
  return (
    <Popover
      align="end"
      className="w-80"
      label="Nodes that are not sending flows"
      trigger={
        <Button size="sm" variant="warn">
          Which nodes
          <Icon name="chevron-down" size={12} />
        </Button>
      }
    >
      <PopoverHead>
        <span>Not sending flows</span>
        <span>since</span>
      </PopoverHead>
      <ul>
        {nodes.map((node) => (
          <li className="flex min-h-7 items-center gap-2 px-2 text-12" key={node.name}>
            <LiveDot state="warn" />
            <span className="text-fg mono">{visible(node.name)}</span>
            <span className="min-w-0 flex-1 truncate text-subtle" title={visible(node.message)}>
              {visible(node.message) || node.state}
            </span>
            <Since atMs={node.sinceMs} />
          </li>
        ))}
      </ul>
      <PopoverFoot>Cards and rates show only what the other nodes saw.</PopoverFoot>
    </Popover>
  );
}

function Since({ atMs }: { atMs: number | null }) {
  const nowMs = useNow();
  return <span className="text-subtle mono">{atMs === null ? 'unknown' : formatDuration(nowMs - atMs)}</span>;
}
