import { type Stage, setStage } from '#lib/http/testing/stage.ts'
import { dialectOperations } from '../registry.ts'

/**
 * What the vendors' contracts speak of and no organization begins with: the scope of TrackGenesis' keys. The role, which Vertesia has too, is to
 * hold nothing, so that whoever may make a key may give it one.
 */
export const vocabulary = {
  permissions: ['read'],
  roles: ['reader'],
}

/** Sets the stage in the database of this file (`withDatabase`), for the operations of all dialects. */
export const setDialectStage = (): Promise<Stage> => setStage(dialectOperations, vocabulary)
