'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import type { IconName } from '@/components/ui/icon';
import { copyText } from './copy-text';

export interface CopyButtonProps {
  readonly text: string | (() => string);
  readonly label: string;
  readonly icon?: IconName;
  /** Shown beside the icon. */
  readonly children?: ReactNode;
}

const saidMs = 2_000;

/** Copies, and says whether it did. */
export function CopyButton({ text, label, icon = 'copy', children }: CopyButtonProps) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), saidMs);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () =>
    setSaid(
      (await copyText(typeof text === 'string' ? text : text())) ? 'Copied' : 'The browser does not let it be copied',
    );
  const shown = said === 'Copied' ? 'check' : icon;
  return (
    <>
      {children ? (
        <Button icon={shown} onClick={copy} size="sm">
          {children}
        </Button>
      ) : (
        <IconButton icon={shown} label={label} onClick={copy} size="sm" />
      )}
      <span aria-live="polite" className="sr-only">
        {said}
      </span>
    </>
  );
}
