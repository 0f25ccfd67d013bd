import Link from 'next/link'
import type { ReactNode } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import type { HeldKey } from '#lib/contracts/previews.ts'

interface HeldKeysProps<Item> {
  label: string
  items: readonly Item[]
  keyOf: (item: Item) => HeldKey
  /** At the right of a key: what it gains, how it comes to hold something. */
  aside?: (item: Item) => ReactNode
}

/** Keys that something concerns, each a link to its own page. */
export function HeldKeys<Item>({ label, items, keyOf, aside }: HeldKeysProps<Item>) {
  return (
    <ul aria-label={label} className="border-t">
      {items.map((item) => {
        const key = keyOf(item)
        return (
          <li key={key.id} className="flex min-h-11 items-center gap-3 border-b py-1.5">
            <Bitting
              keyId={key.id}
              generation={key.generation}
              size="sm"
              className="shrink-0 max-sm:hidden"
            />
            <span className="min-w-0 flex-1">
              <Link
                href={`/keys/${key.id}`}
                target="_blank"
                className="block truncate underline decoration-edge underline-offset-4 hover:decoration-ink"
              >
                {key.name}
              </Link>
              <span className="block truncate text-faint text-xs">
                <span className="font-mono">{key.mask}</span> · {key.owner.name}
              </span>
            </span>
            {aside && <span className="min-w-0 max-w-[50%] text-right text-xs">{aside(item)}</span>}
          </li>
        )
      })}
    </ul>
  )
}
