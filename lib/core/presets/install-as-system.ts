import { randomUUID } from 'node:crypto'
import type { Reply } from '#lib/contracts/operation.ts'
import { builtInPermissions } from '#lib/contracts/permissions.ts'
import type { installPreset } from '#lib/contracts/presets.ts'
import type { PrismaClient } from '#lib/db/generated/client.ts'
import { install } from './install.ts'
import type { Preset } from './preset.ts'

/** Installs a preset as the server itself, for whoever holds the server: from its command line. */
export function installAsSystem(
  db: PrismaClient,
  organizationId: string,
  preset: Preset,
): Promise<Reply<typeof installPreset>> {
  const ctx = {
    db,
    actor: { type: 'system', name: 'Command line' } as const,
    organizationId,
    projectId: null,
    reach: null,
    role: null,
    permissions: new Set(Object.keys(builtInPermissions)),
    origin: { requestId: `preset-${randomUUID()}`, ip: null, userAgent: null },
  }
  return install(ctx, preset)
}
