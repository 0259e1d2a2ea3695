import { type ReactNode, Suspense } from 'react';
import { ViewProvider } from '@/app/workspace/use-view';
import { Workspace } from '@/app/workspace/workspace';

/** The shell stays while pages change below it. */
export default function ViewsLayout({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <ViewProvider>
        <Workspace>{children}</Workspace>
      </ViewProvider>
    </Suspense>
  );
}
