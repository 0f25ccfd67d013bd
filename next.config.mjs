/** @type {import('next').NextConfig} */
export default {
  // What the Docker image carries; server.ts stands in front of it.
  output: process.env.LATCHWORK_STANDALONE ? 'standalone' : undefined,
  poweredByHeader: false,
  reactStrictMode: true,
  // Loaded from node_modules as they are: they hold connections or native code, or read their own files.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    '@redis/client',
    'pg',
    'pino',
  ],
  // `npm test` checks types once, over everything; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  devIndicators: false,
  agentRules: false,
}
