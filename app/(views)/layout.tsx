import { type ReactNode, Suspense } from 'react';
import { Workspace } from '@/app/workspace/workspace';

/** The shell stays while pages change below it. */
export default function ViewsLayout({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <Workspace>{children}</Workspace>
    </Suspense>
  );
}
