'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { type ReactNode, useState } from 'react'
import { makeQueryClient, signInAddress } from '#lib/client/query-client.ts'

let leaving = false

/** There is no session, or no more: to the sign-in page, once, with the way back. A whole page load, so that nothing of it stays. */
function toSignIn(ended: boolean): void {
  if (leaving) return
  leaving = true
  window.location.assign(signInAddress(window.location, ended))
}

/** What every page of the portal reads through: the query cache, and its state in the address. */
export function PortalProviders({ children }: { children: ReactNode }) {
  const [cache] = useState(() => makeQueryClient(toSignIn))
  return (
    <QueryClientProvider client={cache}>
      <NuqsAdapter>{children}</NuqsAdapter>
    </QueryClientProvider>
  )
}
