import { parseArgs } from 'node:util'
import { rotate } from '#lib/signing/rotate.ts'
import { readStored, type SigningKey, type Stored, signerAt } from '#lib/signing/stored.ts'

/**
 * `npm run signing-keys`: the keys that sign access tokens. Runs behind `with-database.ts`, which prepares everything.
 *
 *     npm run signing-keys -- list
 *     npm run signing-keys -- rotate          a successor, published an hour before it signs
 *     npm run signing-keys -- rotate --now    after a leak: a successor at once, and every token signed before is refused
 */
export default async function signingKeys(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { now: { type: 'boolean', default: false } },
  })
  switch (positionals[0] ?? 'list') {
    case 'list':
      return show(await readStored())
    case 'rotate': {
      const { made, ...stored } = await rotate({ when: values.now ? 'now' : 'next' })
      if (!made) process.stdout.write('The next key is made already, and published.\n')
      return show(stored)
    }
    default:
      throw new Error('Say list or rotate.')
  }
}

function show(stored: Stored): void {
  const signs = signerAt(stored, stored.now)
  if (stored.keys.length === 0) process.stdout.write('There is none yet: the first token makes one.\n')
  for (const key of stored.keys) process.stdout.write(`${key.kid}  ${stateOf(key, signs, stored.now)}\n`)
}

function stateOf(key: SigningKey, signs: SigningKey | null, now: number): string {
  const day = (instant: number) => new Date(instant).toISOString()
  if (key === signs) return `signs since ${day(key.signsFrom)}`
  if (key.signsFrom > now) return `signs from ${day(key.signsFrom)}`
  const lost = key.privateKey ? '' : 'cannot be unsealed; '
  return `${lost}is published until ${key.retiredAt === null ? 'it has a successor' : day(key.retiredAt)}`
}
