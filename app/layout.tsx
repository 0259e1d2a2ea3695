import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import './globals.css';
import { Providers } from './providers';
import { settings } from './server/settings';
import { themeCookie, themeHeader, themeOf } from './theme';

export const metadata: Metadata = {
  title: { default: 'Eyepiece', template: '%s · Eyepiece' },
  description: 'Service maps, dropped flows and namespace filters for Cilium Hubble, live.',
};

export const viewport: Viewport = { colorScheme: 'dark light', width: 'device-width', initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [sent, kept] = await Promise.all([headers(), cookies()]);
  return (
    <html className={themeOf(sent.get(themeHeader), kept.get(themeCookie)?.value)} lang="en">
      <body>
        <Providers settings={settings()}>{children}</Providers>
      </body>
    </html>
  );
}
