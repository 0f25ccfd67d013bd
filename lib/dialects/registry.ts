import type { Mount } from '#lib/contracts/mounts.ts'
import type { Operation } from '#lib/contracts/operation.ts'
import type { Dialect } from '#lib/http/dialect.ts'
import { dadosfera } from './dadosfera/dialect.ts'
import { freesewing } from './freesewing/dialect.ts'
import { trackgenesis } from './trackgenesis/dialect.ts'
import { vertesia } from './vertesia/dialect.ts'

/** Every dialect, by its mount. */
export const dialects: Readonly<Record<Mount, Dialect>> = {
  dadosfera,
  trackgenesis,
  freesewing: freesewing('documented'),
  'freesewing-live': freesewing('live'),
  vertesia: vertesia('documented'),
  'vertesia-live': vertesia('live'),
}

/** Every operation of every dialect. */
export const dialectOperations: readonly Operation[] = Object.values(dialects).flatMap(
  ({ operations }) => operations,
)
