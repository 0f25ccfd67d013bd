import type { Metadata } from 'next'
import { signedIn } from '#app/docs/signed-in.ts'
import { InvitePage } from '#components/auth/invite/invite-page.tsx'
import { configuredProviders } from '#lib/auth/providers.ts'

/** The same for every link, since it is all that a preview of one can see. */
export const metadata: Metadata = {
  title: 'An invitation',
  description: 'An invitation to an organization. Opening this page does not use it up.',
  robots: { index: false, follow: false, nocache: true },
  referrer: 'no-referrer',
}

export default async function Page() {
  return <InvitePage signedIn={await signedIn()} providers={configuredProviders().length > 0} />
}
