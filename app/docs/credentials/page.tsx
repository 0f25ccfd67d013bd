import { Credentials } from '#components/docs/guides/credentials.tsx'
import { accessTokenLifetime } from '#lib/core/sessions/access-token.ts'
import { env } from '#lib/env.ts'

export const metadata = { title: 'Credentials' }

export default function Page() {
  return <Credentials origin={env().LATCHWORK_URL} tokenMinutes={Math.round(accessTokenLifetime / 60)} />
}
