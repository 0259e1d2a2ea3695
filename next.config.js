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
  // Views that are made to be embedded say themselves who may: see proxy.ts.
  headers: () => [
    {
      source: '/((?!embed/).*)',
      headers: [{ key: 'Content-Security-Policy', value: "frame-ancestors 'none'" }],
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
