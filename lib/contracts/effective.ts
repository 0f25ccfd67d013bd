import { z } from 'zod'

/** Since when a change of keys is in effect on every node that answers for them. */
export const effective = z.object({
  nodes: z.int().min(0).describe('Nodes that have confirmed it'),
  ms: z.number().min(0).describe('Milliseconds from the commit until the last of them had'),
  unconfirmed: z
    .array(z.object({ id: z.string().max(100), name: z.string().max(300) }))
    .max(1000)
    .describe(
      'Nodes that are connected and have not confirmed it. The change is committed; they may go on by what they knew',
    ),
  staleSeconds: z
    .int()
    .min(0)
    .describe(
      'For how long a node that cannot reach the database goes on by what it knew, as the organization has chosen; 0 is not at all',
    ),
})
export type Effective = z.infer<typeof effective>
