'use client';

import dynamic from 'next/dynamic';
import { useView } from '@/app/workspace/use-view';

/** Loaded with the first flow that is selected: most visits select none. */
const FlowPanel = dynamic(() => import('./flow-panel').then((module) => module.FlowPanel), { ssr: false });

/** The selected flow at the right; nothing when none is selected. */
export function SelectedFlow() {
  const { view } = useView();
  return view.sel?.kind === 'flow' ? <FlowPanel id={view.sel.id} /> : null;
}
