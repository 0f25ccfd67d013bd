/*
 * Loaded ahead of a portal (`--import`): puts a fault in the place of a piece of one of its files, so that a test can be seen to
 * find it. The file on the disk stays as it is. What is not found, or is there twice, ends the process.
 */
import { registerHooks } from 'node:module'
import process from 'node:process'

const { REPLACED_FILE: file, REPLACED_TEXT: text, REPLACED_BY: by } = process.env
if (!file || !text || by === undefined) throw new Error('What is to be replaced, where, and by what?')

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (!url.endsWith(file)) return loaded
    const source = String(loaded.source)
    if (source.split(text).length !== 2) {
      process.stderr.write(`${file} does not have once: ${text}\n`)
      process.exit(1)
    }
    process.stderr.write(`replaced a piece of ${file}\n`)
    return { ...loaded, source: source.replace(text, () => by) }
  },
})
