import { defineConfig } from 'prisma/config'

// Named with --config by scripts/generate.ts. The address of the database is nobody's business here: the application
// gets it from lib/env.ts, and migrations run through lib/db/migrate.ts.
export default defineConfig({ schema: './schema.prisma', migrations: { path: './migrations' } })
