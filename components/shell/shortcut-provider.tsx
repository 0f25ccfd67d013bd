'use client'

import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { Dialog, DialogBody, DialogPanel } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { chordOf, hear, printedKeys, type Shortcut, sequenceTimeout } from './shortcuts.ts'

interface Registry {
  add: (shortcut: Shortcut) => () => void
  showList: () => void
}

const RegistryContext = createContext<Registry | null>(null)

const typesText =
  'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable="true"]'

/** While someone types, or a dialog or menu is open, plain keys belong there; chords with a modifier still reach us. */
function isTaken(event: KeyboardEvent, chord: string): boolean {
  if (event.defaultPrevented || event.isComposing) return true
  if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return true
  return (
    !chord.startsWith('mod+') && event.target instanceof Element && event.target.closest(typesText) !== null
  )
}

/** Hears the keyboard for the whole portal, and answers `?` with the list of what it knows. */
export function ShortcutProvider({ children }: { children: ReactNode }) {
  const shortcuts = useRef<Shortcut[]>([])
  const [listed, setListed] = useState<readonly Shortcut[] | null>(null)
  const add = useCallback((shortcut: Shortcut) => {
    shortcuts.current = [...shortcuts.current, shortcut]
    return () => {
      shortcuts.current = shortcuts.current.filter((each) => each !== shortcut)
    }
  }, [])
  const help = useMemo<Shortcut>(() => {
    const run = () => setListed([...shortcuts.current, own])
    const own: Shortcut = { keys: '?', label: 'Keyboard shortcuts', group: 'Everywhere', run }
    return own
  }, [])
  useEffect(() => {
    let pending = ''
    let timer: ReturnType<typeof setTimeout> | undefined
    const keyDown = (event: KeyboardEvent) => {
      const chord = chordOf(event)
      if (chord === null || isTaken(event, chord)) return
      const heard = hear([help, ...shortcuts.current], pending, chord)
      pending = heard.pending
      clearTimeout(timer)
      timer = setTimeout(() => {
        pending = ''
      }, sequenceTimeout)
      if (!heard.match) return
      event.preventDefault()
      heard.match.run()
    }
    document.addEventListener('keydown', keyDown)
    return () => {
      document.removeEventListener('keydown', keyDown)
      clearTimeout(timer)
    }
  }, [help])
  const registry = useMemo(() => ({ add, showList: help.run }), [add, help])
  return (
    <RegistryContext value={registry}>
      {children}
      <ShortcutList shortcuts={listed} onClose={() => setListed(null)} />
    </RegistryContext>
  )
}

/** Registers a shortcut while the component is on the page; `run: null` takes it away for a while. */
export function useShortcut(keys: string, label: string, run: (() => void) | null, group = thisPage): void {
  const registry = use(RegistryContext)
  const latest = useRef(run)
  // Before the page can be seen: a key pressed at once belongs to what is seen.
  useLayoutEffect(() => {
    latest.current = run
  })
  const on = run !== null
  useLayoutEffect(() => {
    if (!registry || !on) return
    return registry.add({ keys, label, group, run: () => latest.current?.() })
  }, [registry, keys, label, group, on])
}

/** Opens the list of shortcuts, as `?` does. */
export function useShortcutList(): () => void {
  const registry = use(RegistryContext)
  return () => registry?.showList()
}

const thisPage = 'This page'

const unchanging = () => () => undefined

/** Whether the keyboard has a ⌘ key; true while the server renders, so that the picture is the one in the manual. */
export function useIsMac(): boolean {
  return useSyncExternalStore(
    unchanging,
    () => /Mac|iPhone|iPad/u.test(navigator.userAgent),
    () => true,
  )
}

/** The keys of a shortcut, printed for this keyboard. */
export function ShortcutKeys({ keys, className }: { keys: string; className?: string }) {
  return <Kbd keys={printedKeys(keys, useIsMac())} className={className} />
}

function ShortcutList({
  shortcuts,
  onClose,
}: {
  shortcuts: readonly Shortcut[] | null
  onClose: () => void
}) {
  const groups = new Map([thisPage, 'Everywhere'].map((name) => [name, new Map<string, Shortcut>()]))
  for (const shortcut of shortcuts ?? []) {
    const group = groups.get(shortcut.group) ?? new Map<string, Shortcut>()
    group.set(shortcut.keys, shortcut)
    groups.set(shortcut.group, group)
  }
  return (
    <Dialog open={shortcuts !== null} onOpenChange={onClose}>
      <DialogPanel title="Keyboard shortcuts" size="sm">
        {/* Nothing in it can be focused, and it may be longer than the screen. */}
        <DialogBody tabIndex={0} className="grid content-start gap-5">
          {[...groups].map(([name, members]) =>
            members.size === 0 ? null : (
              <section key={name}>
                <h3 className="mb-1 font-normal text-faint text-xs">{name}</h3>
                <dl>
                  {[...members.values()].map((shortcut) => (
                    <div
                      key={shortcut.keys}
                      className="flex h-8 items-center justify-between border-b last:border-0"
                    >
                      <dt>{shortcut.label}</dt>
                      <dd>
                        <ShortcutKeys keys={shortcut.keys} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ),
          )}
        </DialogBody>
      </DialogPanel>
    </Dialog>
  )
}
