'use client'

import { useId } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'

/** Stands where one makes a key, for whom the policy bars it: it can be reached, and says why. @param refusal a sentence */
export function BarredCreate({ refusal }: { refusal: string }) {
  const id = useId()
  return (
    <>
      <Tooltip content={refusal} side="bottom" align="end">
        <Button aria-disabled aria-describedby={id} className="text-faint hover:bg-panel">
          Create key
        </Button>
      </Tooltip>
      <span id={id} className="sr-only">
        {refusal}
      </span>
    </>
  )
}
