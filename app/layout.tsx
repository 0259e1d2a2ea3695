import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import './globals.css';
import { ancestorsHeader, nonceHeader } from './content-policy';
import { Providers } from './providers';
import { whoReads } from './server/access/who';
import { settings } from './server/settings';
import { themeCookie, themeHeader, themeOf } from './theme';
import { trustedTypesScript } from './trusted-types';

export const metadata: Metadata = {
  title: { default: 'Eyepiece', template: '%s · Eyepiece' },
  description: 'Service maps, dropped flows and namespace filters for Cilium Hubble, live.',
};

export const viewport: Viewport = { colorScheme: 'dark light', width: 'device-width', initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [sent, kept] = await Promise.all([headers(), cookies()]);
  const who = await whoReads(sent);
  const ancestors = sent.get(ancestorsHeader);
  return (
    <html className={themeOf(sent.get(themeHeader), kept.get(themeCookie)?.value)} lang="en">
      <head>
        {/* The browser does not show the nonce to scripts, so that it is another when React looks. */}
        <script
          // biome-ignore lint/security/noDangerouslySetInnerHtml: ours alone, and it has to run before all others.
          dangerouslySetInnerHTML={{ __html: trustedTypesScript(process.env.NEXT_PUBLIC_BASE_PATH ?? '') }}
          nonce={sent.get(nonceHeader) ?? undefined}
          suppressHydrationWarning
        />
      </head>
      <body>
        <Providers settings={{ who, ...settings(who), ...(ancestors && { frameAncestors: ancestors.split(' ') }) }}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
