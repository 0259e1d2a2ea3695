/** @type {import('next').NextConfig} */
const config = {
  basePath: process.env.EYEPIECE_BASE_PATH ?? '',
  env: { NEXT_PUBLIC_BASE_PATH: process.env.EYEPIECE_BASE_PATH ?? '' },
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
};

export default config;
