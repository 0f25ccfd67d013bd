import { useShortcut } from '#components/shell/shortcut-provider.tsx'

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-key-row]')]

/** The row that has the focus, or -1. */
const focused = (all: readonly HTMLElement[]) => all.findIndex((row) => row.contains(document.activeElement))

function move(by: 1 | -1): void {
  const all = rows()
  const at = focused(all)
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))]
  next?.querySelector('a')?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

/** j and k or the arrows go through the rows, x selects; Enter opens by itself, as each row's focus is its link. */
export function useListKeyboard(toggle: (keyId: string) => void): void {
  const group = 'Keys'
  useShortcut('j', 'Next key', () => move(1), group)
  useShortcut('k', 'Previous key', () => move(-1), group)
  useShortcut('arrowdown', 'Next key', () => move(1), group)
  useShortcut('arrowup', 'Previous key', () => move(-1), group)
  useShortcut(
    'x',
    'Select the key',
    () => {
      const all = rows()
      const id = all[focused(all)]?.dataset.keyRow
      if (id) toggle(id)
    },
    group,
  )
}
