import { cn } from '#components/ui/cn.ts'
import type { Method } from '#lib/contracts/operation.ts'

const looks: Readonly<Record<Method, string>> = {
  GET: 'text-muted',
  POST: 'text-brass',
  PUT: 'text-brass',
  PATCH: 'text-brass',
  DELETE: 'text-danger',
}

/** `GET`, `DELETE`: what reads is quiet, what changes is brass, what ends something is red. */
export function MethodBadge({ method, className }: { method: Method; className?: string }) {
  return <span className={cn('font-medium font-mono text-2xs', looks[method], className)}>{method}</span>
}

/** `/api/v1/keys/{keyId}` with its parameters set apart. */
export function PathText({ path, className }: { path: string; className?: string }) {
  return (
    <span className={cn('wrap-anywhere font-mono text-xs', className)}>
      {path.split(/(\{\w+\})/).map((part) => (
        <span key={part} className={part.startsWith('{') ? 'text-brass' : undefined}>
          {part}
        </span>
      ))}
    </span>
  )
}
