import type { Metadata } from 'next';
import { DropsView } from './drops-view';

export const metadata: Metadata = { title: 'Drops' };

export default function DropsPage() {
  return <DropsView />;
}
