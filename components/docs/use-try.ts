import { useEffect, useRef, useState } from 'react'
import { sendRequest, type TryAnswer, type TryCredential, type TryRequest } from './try-request.ts'

/** Sends one request at a time and keeps its answer, in memory, until the next or until the page is left. */
export function useTry() {
  const [answer, setAnswer] = useState<TryAnswer | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [count, setCount] = useState(0)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const send = async (request: TryRequest, credential: TryCredential) => {
    running.current?.abort()
    const own = new AbortController()
    running.current = own
    setBusy(true)
    setFailure(null)
    setAnswer(null)
    try {
      const received = await sendRequest(request, credential, own.signal)
      setAnswer(received)
      setCount((before) => before + 1)
    } catch {
      if (own.signal.aborted) return
      setFailure(
        'The browser could not send the request, or nothing came back. Check the credential for characters that no header can carry, and the connection.',
      )
    }
    setBusy(false)
  }
  return { answer, failure, busy, count, send }
}
