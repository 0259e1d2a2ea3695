'use client';

import { useSettings } from '@/app/settings';
import { useView } from '@/app/workspace/use-view';
import type { Veiled } from '@/lib/flow/entity-text';
import { isCapture } from './scope';

/** Whoever sees everything is kept from something by the file alone that they opened. */
export function useVeiledFor(): Veiled {
  const { view } = useView();
  const { who } = useSettings();
  const seesAll = who.kind === 'anyone' || (who.kind === 'reader' && who.sees === null);
  return seesAll && isCapture(view.cluster) ? 'maker' : 'reader';
}
