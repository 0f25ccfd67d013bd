import type { AuditCheckpoint } from '#lib/contracts/audit.ts'

/** Hands a checkpoint to the browser as a file, to be kept elsewhere. */
export function downloadCheckpoint({ seq, jws }: AuditCheckpoint): void {
  const address = URL.createObjectURL(new Blob([`${jws}\n`], { type: 'application/jose' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `audit-checkpoint-${seq}.jws`
  link.click()
  URL.revokeObjectURL(address)
}
