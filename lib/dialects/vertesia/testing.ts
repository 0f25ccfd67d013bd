import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import { type Answer, type Ask, askWith, makeTenant, type Tenant } from '#lib/http/testing/world.ts'

/** A key as either mount shows it. */
export interface Shown {
  id: string
  name: string
  role: string
  value?: string
  enabled: boolean
  can_retrieve_value?: boolean
}

/** A client of one mount, and the organization that it works in. */
export interface Client {
  ask: Ask
  tenant: Tenant
  /** @param token Bearer; the owner's where left out, null for nobody */
  say(method: string, path: string, body?: unknown, token?: string | null): Promise<Answer>
  make(body?: object, token?: string): Promise<Shown>
}

/** A client of a mount, with an organization of its own, in the database of this file (`withDatabase`). */
export async function clientOf(mount: string, organization = mount): Promise<Client> {
  quiet()
  const ask = askWith(await dispatcher())
  const tenant = await makeTenant(organization)
  const say: Client['say'] = (method, path, body, token = tenant.people.OWNER.token) =>
    ask({ method, path: `/api/compat/${mount}${path}`, token, body })
  return {
    ask,
    tenant,
    say,
    async make(body = {}, token) {
      const { status, json, text } = await say(
        'POST',
        '/api/v1/apikeys',
        { name: 'A key', role: 'developer', ...body },
        token,
      )
      if (status !== 200) throw new Error(`Making a key was answered ${status}: ${text}`)
      return json as Shown
    },
  }
}
