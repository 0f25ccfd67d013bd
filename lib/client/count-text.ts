import { summaryBound } from '#lib/contracts/keys.ts'

/** `1,284`, or `10,000+` where the server stopped counting. */
export function countText(count: number): string {
  return `${count.toLocaleString('en')}${count >= summaryBound ? '+' : ''}`
}
