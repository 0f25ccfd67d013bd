import { useEffect, useState } from 'react'
import { type CallReply, call } from '#lib/client/call.ts'
import { sentence } from '#lib/client/problem.ts'
import { verifyAuditLog } from '#lib/contracts/audit.ts'

interface Verification {
  /** How far it is; null before the first answer. */
  verified: CallReply<typeof verifyAuditLog> | null
  /** Why it could not go on. */
  failure: string | null
  again: () => void
}

/** Verifies the log from its beginning, answer by answer, for as long as it is looked at. */
export function useVerification(): Verification {
  const [round, setRound] = useState(0)
  const [verified, setVerified] = useState<Verification['verified']>(null)
  const [failure, setFailure] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round begins anew
  useEffect(() => {
    const gone = new AbortController()
    const { signal } = gone
    setVerified(null)
    setFailure(null)
    const run = async () => {
      let position: string | null = null
      do {
        const reply: CallReply<typeof verifyAuditLog> = await call(
          verifyAuditLog,
          position ? { position } : {},
          {
            signal,
          },
        )
        if (signal.aborted) return
        setVerified(reply)
        position = reply.position
      } while (position !== null)
    }
    run().catch((error: unknown) => {
      if (!signal.aborted) setFailure(sentence(error))
    })
    return () => gone.abort()
  }, [round])
  return { verified, failure, again: () => setRound((before) => before + 1) }
}
