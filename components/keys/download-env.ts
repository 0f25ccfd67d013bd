import { heldSecret } from '#components/shell/secret-slot.ts'
import { envFile, envFileName } from './env-file.ts'

/** Gives the secret that waits in the slot as a `.env` file; nothing where it has been forgotten. */
export function downloadEnv(key: { id: string; name: string }): void {
  const secret = heldSecret(key.id)
  if (secret === null) return
  const address = URL.createObjectURL(new Blob([envFile(key, secret)], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = address
  link.download = envFileName(key.name)
  link.click()
  URL.revokeObjectURL(address)
}
