import { cn } from '#components/ui/cn.ts'

interface NameListProps {
  names: readonly string[]
  /** How many to show; the others are counted. */
  most?: number
  className?: string
}

/** Permissions by name, side by side. */
export function NameList({ names, most = names.length, className }: NameListProps) {
  const rest = names.length - most
  return (
    <span className={cn('flex flex-wrap items-center gap-1', className)}>
      {names.slice(0, most).map((name) => (
        <span key={name} className="rounded-sm bg-wash px-1.5 py-0.5 font-mono text-xs">
          {name}
        </span>
      ))}
      {rest > 0 && <span className="px-1 text-faint text-xs">+{rest}</span>}
    </span>
  )
}
