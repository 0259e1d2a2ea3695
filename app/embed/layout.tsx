import { type ReactNode, Suspense } from 'react';
import { ViewProvider } from '@/app/workspace/use-view';
import { EmbedFrame } from './embed-frame';

/** Views for frames of other pages: the same as ours, without what stands around them. */
export default function EmbedLayout({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <ViewProvider>
        <EmbedFrame>{children}</EmbedFrame>
      </ViewProvider>
    </Suspense>
  );
}
