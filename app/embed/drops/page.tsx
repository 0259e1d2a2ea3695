import type { Metadata } from 'next';
import { DropsView } from '@/app/(views)/drops/drops-view';

export const metadata: Metadata = { title: 'Drops' };

export default function EmbeddedDropsPage() {
  return <DropsView />;
}
