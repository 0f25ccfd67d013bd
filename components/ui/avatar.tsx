import { cn } from './cn.ts'

/** `Ada Lindqvist` -> `AL`, `payments-api` -> `PA`, `x` -> `X`. Two at most, letters or digits: marks are none. */
export function initials(name: string): string {
  const firsts = name.split(/[\s._@-]+/u).flatMap((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? [])
  return [...firsts.slice(0, 1), ...firsts.slice(1).slice(-1)].join('').toUpperCase()
}

/** Initials on a calm ground, drawn by CSS so that no copied or spoken text holds them; decoration beside a name that is written out. `machine` is square: a service account. */
export function Avatar({
  name,
  machine,
  className,
}: {
  name: string
  machine?: boolean
  className?: string
}) {
  return (
    <span
      aria-hidden="true"
      data-initials={initials(name)}
      className={cn(
        'grid before:content-[attr(data-initials)] size-6 shrink-0 select-none place-items-center border border-edge bg-wash font-medium text-2xs text-muted',
        machine ? 'rounded-sm' : 'rounded-full',
        className,
      )}
    />
  )
}
