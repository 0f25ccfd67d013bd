import { beforeAll } from 'vitest'
import { withDatabase } from '#lib/db/testing.ts'
import { dialectCallerNames } from '#lib/http/testing/callers.ts'
import { describeMatrix } from '#lib/http/testing/matrix.ts'
import type { Stage } from '#lib/http/testing/stage.ts'
import { dialectOperations } from './registry.ts'
import { setDialectStage } from './testing/stage.ts'

/*
 * The authorization matrix of the dialects, generated from their operations: the rights are the native ones, the outward form
 * of what they refuse is the vendor's.
 */

withDatabase()

let stage: Stage
beforeAll(async () => {
  stage = await setDialectStage()
}, 120_000)

describeMatrix({ operations: dialectOperations, callerNames: dialectCallerNames, stage: () => stage })
