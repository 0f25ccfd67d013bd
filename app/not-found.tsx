import Link from 'next/link'
import { KeyMark } from '#components/shell/key-mark.tsx'
import { Button } from '#components/ui/button.tsx'

export const metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <main
      id="main"
      className="grid min-h-dvh place-content-center justify-items-center bg-panel px-4 text-center"
    >
      <KeyMark className="mb-6 h-6 w-11" />
      <h1 className="text-lg">There is no page here</h1>
      <p className="mt-1 max-w-[44ch] text-pretty text-muted">
        The address is mistyped, or what stood here is gone, or it belongs to another organization than the
        one you are in.
      </p>
      <Button asChild className="mt-5">
        <Link href="/">Go to the overview</Link>
      </Button>
    </main>
  )
}
