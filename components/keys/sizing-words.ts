import type { CallReply } from '#lib/client/call.ts'
import type { getKeySizing } from '#lib/contracts/oversight.ts'

type Sizing = Pick<CallReply<typeof getKeySizing>, 'days' | 'observed' | 'permissions'>

/** What is to be said of what a key holds against what it uses, and how far that is to be trusted. */
export function sizingWords({ days, observed, permissions }: Sizing): { verdict: string; note: string } {
  const used = permissions.filter((one) => one.used).length
  const held = permissions.length
  const seen =
    'A permission is seen where a service asks for it when it verifies the key, or where the key calls Latchwork by it.'
  if (used === 0)
    return {
      verdict: `Nothing was asked of this key in ${days} days.`,
      note: `${seen} So there is nothing to go by yet.`,
    }
  return {
    verdict: used === held ? `It uses all it holds.` : `It used ${used} of the ${held} permissions it holds.`,
    note: observed
      ? seen
      : `It is younger than ${days} days; what it needs seldom may not have been seen yet. ${seen}`,
  }
}
