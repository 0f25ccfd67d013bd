import { cn } from './cn.ts'

const spoken: Record<string, string> = {
  '⌘': 'Command',
  '⌃': 'Control',
  '⇧': 'Shift',
  '↵': 'Enter',
  '↑': 'Up',
  '↓': 'Down',
  esc: 'Escape',
}

/** Keys as printed on them. `keys` is one chord or a sequence parted by spaces: `⌘K`, `g k`. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-1', className)}>
      {keys.split(' ').map((key, position, all) => (
        <kbd
          key={all.slice(0, position + 1).join(' ')}
          aria-label={spoken[key]}
          className="grid h-4.5 min-w-4.5 place-items-center rounded-sm border border-edge bg-panel px-1 font-sans text-2xs text-muted"
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}
