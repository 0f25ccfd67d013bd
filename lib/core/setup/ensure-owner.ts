import { database } from '#lib/db/client.ts'
import { env } from '#lib/env.ts'
import type { Ctx } from '../context.ts'
import { makeFirstOwner } from './first-owner.ts'
import { getSetup } from './get-setup.ts'

/**
 * The first run without a browser: makes the owner that LATCHWORK_OWNER_EMAIL and LATCHWORK_OWNER_PASSWORD name, unless there is a
 * user already. A later change of the variables changes nothing.
 * @returns true where it made one
 */
export async function ensureOwner(): Promise<boolean> {
  const { LATCHWORK_OWNER_EMAIL, LATCHWORK_OWNER_PASSWORD: password, ...names } = env()
  if (!LATCHWORK_OWNER_EMAIL || !password) return false
  const ctx: Ctx = {
    db: database().prisma,
    actor: { type: 'system', name: 'First start' },
    organizationId: null,
    projectId: null,
    reach: null,
    role: null,
    permissions: new Set(),
    origin: { requestId: 'first-start', ip: null, userAgent: null },
  }
  const { required } = await getSetup(ctx)
  if (!required) return false
  const email = LATCHWORK_OWNER_EMAIL.toLowerCase()
  const made = await makeFirstOwner(ctx, {
    owner: { name: email.slice(0, email.indexOf('@')), email, password },
    organization: { name: names.LATCHWORK_ORGANIZATION ?? 'My organization' },
    project: { name: names.LATCHWORK_PROJECT ?? 'My project' },
  })
  return made !== null
}
