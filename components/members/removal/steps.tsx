'use client'

import { cn } from '#components/ui/cn.ts'

interface StepsProps {
  names: readonly string[]
  at: number
  onGo: (step: number) => void
}

/** Where one is in a wizard; what is done can be gone back to. */
export function Steps({ names, at, onGo }: StepsProps) {
  return (
    <ol aria-label="Steps" className="flex shrink-0 gap-5 border-b px-4 sm:px-7">
      {names.map((name, step) => (
        <li
          key={name}
          aria-current={step === at ? 'step' : undefined}
          className={cn(
            '-mb-px flex min-w-0 items-center gap-2 border-b pb-3',
            step === at ? 'border-ink font-medium' : 'border-transparent text-faint',
          )}
        >
          <span
            aria-hidden="true"
            className={cn(
              'grid size-4.5 shrink-0 place-items-center rounded-full border text-2xs tabular-nums max-sm:hidden',
              step === at ? 'border-ink bg-ink text-paper' : 'border-edge',
            )}
          >
            {step + 1}
          </span>
          {step < at ? (
            <button type="button" className="truncate rounded-sm hover:text-ink" onClick={() => onGo(step)}>
              {name}
            </button>
          ) : (
            <span className="truncate">{name}</span>
          )}
        </li>
      ))}
    </ol>
  )
}
