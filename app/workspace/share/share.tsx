'use client';

import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import { useShortcuts } from '@/components/shell/use-shortcuts';
import { IconButton } from '@/components/ui/button';

/** Loaded when somebody shares. */
const ConnectedShare = dynamic(() => import('./connected-share').then((module) => module.ConnectedShare), {
  ssr: false,
});

export function Share() {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef<Element | null>(null);
  function begin() {
    before.current = document.activeElement;
    setOpen(true);
  }
  /** A key opens it from anywhere; whoever walked through a table then goes on there. */
  function giveFocusBack() {
    const was = before.current;
    if (was instanceof HTMLElement && was !== document.body && was.isConnected) was.focus();
    else button.current?.focus();
  }
  useShortcuts({ share: begin });
  return (
    <>
      <IconButton aria-haspopup="dialog" icon="share" keys="S" label="Share this view" onClick={begin} ref={button} />
      {open && <ConnectedShare onClose={() => setOpen(false)} onClosed={giveFocusBack} />}
    </>
  );
}
