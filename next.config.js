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
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
};

export default config;
