import { resolve } from 'node:path'

/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  typescript: { ignoreBuildErrors: true },
  // Next itself lies in the node_modules of the server, so that the version is the same.
  turbopack: { root: resolve(import.meta.dirname, '../../../..') },
  devIndicators: false,
  agentRules: false,
}
