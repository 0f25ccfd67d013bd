'use client'

import { Button } from '#components/ui/button.tsx'

export interface NoMatchProps {
  /** What was looked for among, in the plural: `keys`. */
  noun: string
  /** What the page has to narrow its list by. */
  by?: 'search' | 'filters' | 'both'
  /** Takes the search and the filters away. */
  onClear: () => void
}

const words = {
  search: { why: 'Nothing passes this search.', clear: 'Clear search' },
  filters: { why: 'Nothing passes these filters.', clear: 'Clear filters' },
  both: { why: 'Nothing passes this search and these filters together.', clear: 'Clear search and filters' },
} as const

/** There is something, but none of it passes the filters. */
export function NoMatch({ noun, by = 'both', onClear }: NoMatchProps) {
  const { why, clear } = words[by]
  return (
    <div className="grid justify-items-center px-4 py-16 text-center" role="status">
      <h2 className="text-base">No {noun} match</h2>
      <p className="mt-1 text-muted">{why}</p>
      <Button className="mt-5" onClick={onClear}>
        {clear}
      </Button>
    </div>
  )
}
