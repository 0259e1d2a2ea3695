'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useShortcuts } from '@/components/shell/use-shortcuts';
import { IconButton } from '@/components/ui/button';

/** Loaded when somebody shares. */
const ConnectedShare = dynamic(() => import('./connected-share').then((module) => module.ConnectedShare), {
  ssr: false,
});

export function Share() {
  const [open, setOpen] = useState(false);
  useShortcuts({ share: () => setOpen(true) });
  return (
    <>
      <IconButton aria-haspopup="dialog" icon="share" keys="S" label="Share this view" onClick={() => setOpen(true)} />
      {open && <ConnectedShare onClose={() => setOpen(false)} />}
    </>
  );
}
