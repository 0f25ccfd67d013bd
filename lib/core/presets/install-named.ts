import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { installPreset } from '#lib/contracts/presets.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { install } from './install.ts'
import type { Preset } from './preset.ts'

/**
 * The verb that installs one of the presets there are, by its name.
 * @throws CoreError `not_found` where there is none of that name, and what `install` throws
 */
export const installNamed =
  (presets: readonly Preset[]) =>
  async (ctx: Ctx, { preset: name }: Input<typeof installPreset>): Promise<Reply<typeof installPreset>> => {
    const preset = presets.find((one) => one.name === name)
    if (!preset) throw notFound()
    return install(ctx, preset)
  }
