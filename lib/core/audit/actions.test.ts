import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { auditActions } from '#lib/contracts/audit-actions.ts'

/** What is no action though it looks like one: the kind of a notice, a module. */
const other = /\btype: '|^import |\bfrom '/
/** What reads actions, and what tells of other things by such names. */
const elsewhere = /\.test\.ts$|testing|generated|^core\/(audit|notices)\//

/** Every `noun.verb` that the verbs of core, and the jobs, give to an event. */
async function recorded(): Promise<Set<string>> {
  const lib = join(import.meta.dirname, '../..')
  const files = (await readdir(lib, { recursive: true })).filter(
    (file) => /^(core|jobs)\/.*\.ts$/.test(file) && !elsewhere.test(file),
  )
  const found = new Set<string>(['audit.export'])
  for (const file of files) {
    const lines = (await readFile(join(lib, file), 'utf8')).split('\n').filter((line) => !other.test(line))
    for (const [, action = ''] of lines.join('\n').matchAll(/'([a-z_]+\.[a-z_]+)'/g)) found.add(action)
  }
  return found
}

test('the list of actions has every one that is recorded, and no other', async () => {
  const known = new Set<string>(auditActions)
  const found = await recorded()
  expect([...found].filter((action) => !known.has(action)).sort()).toEqual([])
  expect([...known].filter((action) => !found.has(action)).sort()).toEqual([])
})
