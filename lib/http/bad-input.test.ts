import { beforeAll } from 'vitest'
import { operations } from '#lib/contracts/operations.ts'
import { type ProblemCode, sharedProblems } from '#lib/contracts/problem.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { openApiDocument } from '#lib/openapi/document.ts'
import { describeBadInput } from './testing/bad-input.ts'
import { seededRandom } from './testing/random.ts'
import { type Stage, setStage } from './testing/stage.ts'

/*
 * Generated bad input: whatever is sent, the answer is one that the contract declares, in its own shape, never our
 * fault, and what was refused has changed nothing.
 */

const { seed } = seededRandom('generated bad input')
const { paths } = openApiDocument('http://localhost') as {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>
}

withDatabase()

let stage: Stage
beforeAll(async () => {
  stage = await setStage()
}, 120_000)

describeBadInput({
  operations,
  stage: () => stage,
  seed,
  // `TEST_CASES` asks for more.
  cases: Math.max(200, Number(process.env.TEST_CASES) || 0),
  everyKind: true,
  undeclared({ path, method, encoding, errors }, { status }, code) {
    // Of OAuth's words the schema has the whole list.
    const declared = [...sharedProblems, ...errors]
    const documented = paths[path]?.[method.toLowerCase()]?.responses ?? {}
    return [
      ...(encoding === 'json' && !declared.includes(code as ProblemCode) ? [`undeclared ${code}`] : []),
      ...(String(status) in documented ? [] : [`undocumented ${status}`]),
    ]
  },
})
