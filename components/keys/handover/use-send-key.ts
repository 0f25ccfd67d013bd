import { useState } from 'react'
import { heldSecret } from '#components/shell/secret-slot.ts'
import { useMutate } from '#lib/client/query.ts'
import { createHandover, type Handover, listHandovers } from '#lib/contracts/handovers.ts'
import { listKeyEvents } from '#lib/contracts/keys.ts'

/** A link as it was made: it is told this once, and opens once. */
export interface SentLink extends Handover {
  url: string
}

/**
 * Makes a link to the secret that waits in the slot, which leaves the slot as the request is sent and lies nowhere beside it.
 * `lost` is true where the link was made and its address did not arrive: a second try got the first one's answer.
 */
export function useSendKey(onLink: (link: SentLink) => void) {
  const [lost, setLost] = useState(false)
  const send = useMutate(createHandover, {
    invalidates: [listHandovers, listKeyEvents],
    complete: (input) => ({ ...input, secret: heldSecret(input.keyId) ?? '' }),
    receive: ({ url, ...link }) => {
      setLost(url === null)
      if (url !== null) onLink({ ...link, url })
    },
  })
  return { send, lost }
}
