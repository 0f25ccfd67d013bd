import { beforeAll } from 'vitest'
import type { Operation } from '#lib/contracts/operation.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Revision } from '#lib/http/dialect.ts'
import { describeBadInput } from '#lib/http/testing/bad-input.ts'
import { seededRandom } from '#lib/http/testing/random.ts'
import type { Stage } from '#lib/http/testing/stage.ts'
import { mayAnswer } from '#lib/http/testing/vendor-refusals.ts'
import { dialectOperations } from './registry.ts'
import { setDialectStage } from './testing/stage.ts'

/*
 * Generated bad input on each mount: a documented answer in the vendor's own shape, never a page, never our fault but by a status that the
 * vendor documents, and nothing changed.
 */

const { seed } = seededRandom('generated bad input for the dialects')

withDatabase()

let stage: Stage
beforeAll(async () => {
  stage = await setDialectStage()
}, 120_000)

/** `TEST_CASES` asks for more. The second mount of a vendor is the same code, so it gets fewer. */
const more = Number(process.env.TEST_CASES) || 0
const counts: readonly (readonly [Revision, number])[] = [
  ['documented', Math.max(80, more)],
  ['live', Math.max(24, more)],
]
const revisionOf = ({ mount }: Operation): Revision => (mount?.endsWith('-live') ? 'live' : 'documented')

for (const [revision, cases] of counts)
  describeBadInput({
    operations: dialectOperations.filter((operation) => revisionOf(operation) === revision),
    stage: () => stage,
    seed,
    cases,
    everyKind: false,
    undeclared: ({ mount }, answer) =>
      mount !== null && mayAnswer(mount, answer) ? [] : [`undocumented ${answer.status}`],
  })
