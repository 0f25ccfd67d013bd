import { existsSync } from 'node:fs'
import { BaseSequencer, type TestSequencerConstructor } from 'vitest/node'

/**
 * Begins the files that take longest first, in the order given, so that no worker is left alone with one of them at the end. The
 * rest follow as vitest orders them: by what they took the last time, or by their size where that is not known.
 *
 * @param paths from the project's folder, with slashes.
 * @throws Error where one of them is not there, as after a move.
 */
export function longestFirst(paths: readonly string[]): TestSequencerConstructor {
  const gone = paths.filter((path) => !existsSync(path))
  if (gone.length) throw new Error(`Named as a long test file, and not there: ${gone.join(', ')}`)
  return class extends BaseSequencer {
    override async sort(...[files]: Parameters<BaseSequencer['sort']>) {
      const place = (file: string) => {
        const at = paths.findIndex((path) => file.endsWith(`/${path}`))
        return at < 0 ? paths.length : at
      }
      return (await super.sort(files)).toSorted((a, b) => place(a.moduleId) - place(b.moduleId))
    }
  }
}
