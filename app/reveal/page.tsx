import type { Metadata } from 'next'
import { HandoverPage } from '#components/keys/handover/handover-page.tsx'

/** The same for every link, since it is all that a preview of one can see. */
export const metadata: Metadata = {
  title: 'A key for you',
  description: 'A one-time link to an API key. Opening this page does not use it up.',
  robots: { index: false, follow: false, nocache: true },
  referrer: 'no-referrer',
}

/** Where a one-time link leads. For anybody: no account, no session. */
export default function RevealPage() {
  return <HandoverPage />
}
