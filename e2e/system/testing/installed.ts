import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a program is that a test needs and Node does not bring, or nothing where it is not installed. */
export function installed(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}
