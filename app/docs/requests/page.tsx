import { Requests } from '#components/docs/guides/requests.tsx'
import { keptHours } from '#lib/core/idempotency.ts'
import { env } from '#lib/env.ts'
import { maxBodyBytes } from '#lib/http/read-body.ts'

export const metadata = { title: 'Requests and answers' }

export default function Page() {
  return (
    <Requests
      origin={env().LATCHWORK_URL}
      apiRate={env().LATCHWORK_API_RATE}
      keptHours={keptHours}
      maxBodyKib={maxBodyBytes / 1024}
    />
  )
}
