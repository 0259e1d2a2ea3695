import type { Metadata } from 'next';
import { FlowsView } from '@/app/(views)/flows/flows-view';

export const metadata: Metadata = { title: 'Flows' };

export default function EmbeddedFlowsPage() {
  return <FlowsView />;
}
