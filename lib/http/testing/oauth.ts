import { dispatcher } from './routes.ts'
import { quiet } from './stage.ts'
import { type Answer, type Ask, askWith, type IssuedKey, issueKey, makeTenant, type Tenant } from './world.ts'

/** A form sent to one of OAuth's addresses, with whatever else a request carries. */
export type Post = (
  path: 'token' | 'introspect' | 'revoke',
  body: Record<string, string | string[]>,
  headers?: Record<string, string>,
) => Promise<Answer>

/** A tenant whose keys get tokens, and how to ask for them. */
export interface OAuthStage {
  ask: Ask
  post: Post
  a: Tenant
  /** Makes a key of the first project that holds `held`, where nothing else is said. */
  make(body?: Record<string, unknown>, tenant?: Tenant): Promise<IssuedKey>
}

const held = ['data:read', 'data:write']

/** Sets the stage in the database of this file (`withDatabase`). */
export async function setOAuthStage(): Promise<OAuthStage> {
  quiet()
  const ask = askWith(await dispatcher())
  const a = await makeTenant('aardvark')
  return {
    ask,
    a,
    post: (path, body, headers = {}) =>
      ask({ method: 'POST', path: `/api/oauth2/${path}`, body, encoding: 'form', headers }),
    make: (body = {}, tenant = a) =>
      issueKey(ask, tenant.people.OWNER.token, {
        name: 'client',
        projectId: tenant.first.id,
        permissions: held,
        ...body,
      }),
  }
}

/** A client's id and secret in a header (RFC 6749, section 2.3.1). */
export const basic = ({ id, secret }: Pick<IssuedKey, 'id' | 'secret'>) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
})

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
