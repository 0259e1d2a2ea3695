'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useState } from 'react';
import { createBrowserFeed } from '@/lib/feed/browser';
import { FeedProvider } from '@/lib/feed/use-feed';
import { apiUrl } from './api-url';
import { type PageSettings, SettingsProvider } from './settings';

/** One feed and one cache of answers for all pages; they outlive a change of page. */
export function Providers({ settings, children }: { settings: PageSettings; children: ReactNode }) {
  const [feed] = useState(() => createBrowserFeed(apiUrl('live')));
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false, retry: 1 } } }),
  );
  return (
    <NuqsAdapter>
      <QueryClientProvider client={queries}>
        <FeedProvider value={feed}>
          <SettingsProvider value={settings}>{children}</SettingsProvider>
        </FeedProvider>
      </QueryClientProvider>
    </NuqsAdapter>
  );
}
