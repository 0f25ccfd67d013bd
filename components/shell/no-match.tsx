'use client'

import { Button } from '#components/ui/button.tsx'

export interface NoMatchProps {
  /** What was looked for among, in the plural: `keys`. */
  noun: string
  /** Takes the search and the filters away. */
  onClear: () => void
}

/** There is something, but none of it passes the filters. */
export function NoMatch({ noun, onClear }: NoMatchProps) {
  return (
    <div className="grid justify-items-center px-4 py-16 text-center" role="status">
      <h2 className="text-base">No {noun} match</h2>
      <p className="mt-1 text-muted">Nothing passes this search and these filters together.</p>
      <Button className="mt-5" onClick={onClear}>
        Clear search and filters
      </Button>
    </div>
  )
}
