import { countText } from '#lib/client/count-text.ts'
import type { Preview } from '#lib/contracts/previews.ts'

type Counts = Pick<Preview, 'keys' | 'gaining' | 'losing' | 'permissions'>

/** `1 key`, `12 keys`, `10,000+ keys` where the server stopped counting. */
export const keysText = (count: number): string => `${countText(count)} ${count === 1 ? 'key' : 'keys'}`

/** What a change does, in a sentence: `12 keys gain invoices:write`, `3 keys gain something, 2 lose something`. */
export function previewWords({ keys, gaining, losing, permissions }: Counts): string {
  if (keys === 0) return 'No key will notice'
  const [only] = permissions.length === 1 ? permissions : []
  const does = (count: number, verb: 'gain' | 'lose') =>
    `${verb}${count === 1 ? 's' : ''} ${only ? only.name : 'something'}`
  const parts = [
    ...(gaining > 0 ? [`${keysText(gaining)} ${does(gaining, 'gain')}`] : []),
    ...(losing > 0 ? [`${gaining > 0 ? countText(losing) : keysText(losing)} ${does(losing, 'lose')}`] : []),
  ]
  return parts.join(', ')
}

export interface PreviewLine {
  name: string
  gained: boolean
  keys: number
}

/** What keys gain and lose, permission by permission. */
export const previewLines = ({ permissions }: Pick<Preview, 'permissions'>): PreviewLine[] =>
  permissions.flatMap(({ name, gaining, losing }) => [
    ...(gaining > 0 ? [{ name, gained: true, keys: gaining }] : []),
    ...(losing > 0 ? [{ name, gained: false, keys: losing }] : []),
  ])
