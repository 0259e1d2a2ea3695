import { PHASE_PRODUCTION_BUILD, PHASE_PRODUCTION_SERVER } from 'next/constants.js';
import { basePath as chosen, isPlaced, placeholder } from './scripts/base-path.mjs';

/** @type {(basePath: string) => import('next').NextConfig} */
const config = (basePath) => ({
  basePath,
  env: { NEXT_PUBLIC_BASE_PATH: basePath },
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
  // npm run check does it; a build would only do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['@grpc/grpc-js', 'prom-client'],
  // What every answer carries is set by scripts/http-server.mjs. Pages have a policy of their own, for each request: see
  // proxy.ts. What is no page may load nothing.
  headers: () => [
    // The address of an embedded view may hold a token.
    { source: '/embed/:path*', headers: [{ key: 'Referrer-Policy', value: 'no-referrer' }] },
    // By its ending it would be a film.
    { source: '/embed.d.ts', headers: [{ key: 'Content-Type', value: 'text/plain; charset=utf-8' }] },
    {
      source: '/api/:path*',
      headers: [
        { key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'; sandbox" },
        { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
      ],
    },
  ],
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
});

// A build is for any prefix, a server for the one that is set.
export default (phase) => {
  if (phase === PHASE_PRODUCTION_SERVER && !isPlaced())
    throw new Error('"next start" cannot serve it: npm start does.');
  return config(phase === PHASE_PRODUCTION_BUILD ? placeholder : chosen);
};
