import type { Reply } from '#lib/contracts/operation.ts'
import type { listPresets } from '#lib/contracts/presets.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { mayInstall } from './install.ts'
import { keysWidened, missingOf, vocabularyOf } from './missing.ts'
import type { Preset } from './preset.ts'

/** The verb that lists presets, each with what the organization lacks of it. @param presets those there are */
export const list =
  (presets: readonly Preset[]) =>
  async (ctx: Ctx): Promise<Reply<typeof listPresets>> => {
    requirePermission(ctx, 'permission:read')
    const organizationId = requireOrganization(ctx)
    const vocabulary = await vocabularyOf(ctx.db, organizationId, presets)
    const items = []
    for (const preset of presets) {
      const missing = missingOf(vocabulary, preset)
      // Of keys that are not one's own nothing is said, not even how many they are.
      const keys = mayInstall(ctx) ? await keysWidened(ctx.db, organizationId, missing) : null
      items.push({
        name: preset.name,
        title: preset.title,
        about: preset.about,
        permissions: Object.keys(preset.permissions).length,
        roles: preset.roles.length,
        levels: preset.levels.length,
        missing: { ...missing, keys },
      })
    }
    return { items }
  }
