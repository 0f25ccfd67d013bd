import type { ReactNode } from 'react'
import { Blueprint, type DrawnKey } from '#components/bitting/blueprint.tsx'
import { KeyMark } from '#components/shell/key-mark.tsx'
import { SkipLink } from '#components/shell/route-focus.tsx'

interface HandoverFrameProps {
  /** The key that the link is of; null while it is not known, or will not be. */
  drawn: DrawnKey | null
  children: ReactNode
}

/** What a one-time link opens: one column to read, beside the drawing of the very key. */
export function HandoverFrame({ drawn, children }: HandoverFrameProps) {
  // Another key is drawn anew, line by line.
  const key = drawn ? `${drawn.keyId}/${drawn.generation}` : 'blank'
  return (
    <div className="grid min-h-dvh bg-panel lg:grid-cols-[minmax(540px,6fr)_7fr]">
      <SkipLink />
      <div className="flex min-w-0 flex-col px-4 sm:px-10">
        <header className="flex h-14 shrink-0 items-center gap-2.5 sm:h-18">
          <KeyMark />
          <span className="font-semibold">Latchwork</span>
        </header>
        <div className="-mx-4 border-y bg-paper py-3 sm:-mx-10 lg:hidden">
          <Blueprint key={key} part="band" of={drawn} className="mx-auto block h-28 w-auto max-w-full" />
        </div>
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto flex w-full max-w-[440px] flex-1 flex-col py-8 outline-none lg:justify-center lg:py-12"
        >
          {children}
        </main>
        <footer className="flex h-14 shrink-0 items-center text-faint text-xs">
          A self-hosted portal for API keys.
        </footer>
      </div>
      <div className="hidden border-l bg-paper bg-[radial-gradient(var(--line)_1px,transparent_1px)] bg-[length:16px_16px] bg-[position:8px_8px] lg:block">
        <div className="sticky top-0 grid h-dvh place-items-center p-10">
          <Blueprint
            key={key}
            part="sheet"
            of={drawn}
            className="block h-auto max-h-full w-full max-w-[820px]"
          />
        </div>
      </div>
    </div>
  )
}
