'use client';

import { useView } from '@/app/workspace/use-view';
import { visible } from '@/lib/flow/visible';
import type { Refusal } from './refusal';

/** Instead of the view: why nothing is shown, in a sentence, and what would help. */
export function EmbedRefusal({ refusal: { code, text, cure } }: { refusal: Refusal }) {
  const { page } = useView();
  return (
    <div
      className="flex h-full flex-col items-center justify-center gap-1 overflow-auto p-4 text-center text-13"
      data-refusal={code}
      role="alert"
    >
      <p className="font-medium">{visible(text)}</p>
      <p className="text-12 text-muted">{cure}</p>
      <span className="sr-only">Nothing of the {page} is shown.</span>
    </div>
  );
}
