'use client'

import { useEffect, useState } from 'react'
import { Banner } from '#components/ui/banner.tsx'
import { call } from '#lib/client/call.ts'
import { setUpStatus } from '#lib/contracts/account.ts'

/** Says on the sign-in page of a new portal that nobody can sign in yet, and where to begin. */
export function SetupNotice() {
  const [required, setRequired] = useState(false)
  useEffect(() => {
    const asked = new AbortController()
    call(setUpStatus, {}, { signal: asked.signal })
      .then((status) => setRequired(status.required))
      // Where the server does not answer, signing in says so.
      .catch(() => {})
    return () => asked.abort()
  }, [])
  if (!required) return null
  return (
    <Banner title="This portal is not set up yet" live>
      Open the address that the start has printed to make the first account.
    </Banner>
  )
}
