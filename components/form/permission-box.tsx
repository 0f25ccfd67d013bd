'use client'

import { Checkbox } from '#components/ui/checkbox.tsx'
import { cn } from '#components/ui/cn.ts'
import { Tooltip } from '#components/ui/tooltip.tsx'

interface PermissionBoxProps {
  name: string
  description?: string
  /** Only the action: beside a resource that is named. */
  short?: boolean
  chosen: boolean
  may: boolean
  /** Why it may not be given, where that is another reason than that one does not hold it. */
  refusal?: string | undefined
  /** It is given once somebody approves. */
  asked?: boolean
  onToggle: () => void
}

/** One permission to tick. What one does not hold can be taken off, never put on. */
export function PermissionBox(props: PermissionBoxProps) {
  const { name, description, short, chosen, may, refusal, asked = false, onToggle } = props
  const id = `grant-${name}`
  const why = may ? description : (refusal ?? `You do not hold ${name}, so no key you make can`)
  const label = short ? name.slice(name.indexOf(':') + 1).replaceAll(':', ' ') : name
  const box = (
    <label
      htmlFor={id}
      className={cn(
        'inline-flex min-h-6 items-center gap-2',
        !may && 'text-faint',
        !short && 'font-mono text-xs',
      )}
    >
      <Checkbox
        id={id}
        checked={chosen}
        disabled={!may && !chosen}
        onChange={onToggle}
        aria-label={asked ? `${name}, needs an approval` : name}
      />
      {label}
      {asked && <ApprovalMark strong={chosen} />}
    </label>
  )
  return why ? <Tooltip content={why}>{box}</Tooltip> : box
}

/** Beside what a key gets only once somebody approves. `strong` where it is chosen. */
export function ApprovalMark({ strong }: { strong: boolean }) {
  return (
    <span
      className={cn(
        'inline-block rounded-sm px-1 font-sans text-xs outline-1 -outline-offset-1 outline-dashed',
        strong ? 'text-warning outline-warning/50' : 'text-faint outline-line',
      )}
    >
      approval
    </span>
  )
}
