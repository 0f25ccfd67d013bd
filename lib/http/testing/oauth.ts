import type { Answer, Ask, IssuedKey } from './world.ts'

/** A form sent to one of OAuth's addresses, with whatever else a request carries. */
export type Post = (
  path: 'token' | 'introspect' | 'revoke',
  body: Record<string, string | string[]>,
  headers?: Record<string, string>,
) => Promise<Answer>

export const postWith =
  (ask: Ask): Post =>
  (path, body, headers = {}) =>
    ask({ method: 'POST', path: `/api/oauth2/${path}`, body, encoding: 'form', headers })

/** A client's id and secret in a header (RFC 6749, section 2.3.1). */
export const basic = ({ id, secret }: Pick<IssuedKey, 'id' | 'secret'>) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
})

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
