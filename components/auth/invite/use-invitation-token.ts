import { useEffect, useState } from 'react'

/** Where the token waits while somebody signs in or out in between: in this tab, and no longer than it. */
const slot = 'latchwork.invitation'

export type InvitationToken =
  /** The page has not looked yet. */
  { kind: 'unread' } | { kind: 'none' } | { kind: 'token'; token: string }

/** What belongs to a token of all that follows the #: mail programs take the full stop after a link for a part of it. */
function inAddress(): string | null {
  return /^#(inv_[\w-]{43})/.exec(window.location.hash)?.[1] ?? null
}

/** As the handed-over key's: with the router's own state first, and once more when it listens. */
function clearFragment(): void {
  const { pathname } = window.location
  window.history.replaceState(window.history.state, '', pathname)
  setTimeout(() => window.history.replaceState(null, '', pathname))
}

/**
 * The token of an invitation from the address's fragment, which no server and no referrer sees; or the one that was kept here before a
 * sign-in. It is taken out of the address bar and the history at once.
 */
export function useInvitationToken(): InvitationToken {
  const [token, setToken] = useState<InvitationToken>({ kind: 'unread' })
  useEffect(() => {
    const take = () => {
      const found = inAddress()
      // What else follows the # is a link that lost a part: better told than taken for another.
      const broken = window.location.hash.length > 1
      if (window.location.hash) clearFragment()
      const known = found ?? (broken ? null : window.sessionStorage.getItem(slot))
      if (known) keepInvitation(known)
      setToken(known ? { kind: 'token', token: known } : { kind: 'none' })
    }
    take()
    const changed = () => window.location.hash && take()
    // Following another link, while the page is open, changes the fragment and loads nothing.
    window.addEventListener('hashchange', changed)
    return () => window.removeEventListener('hashchange', changed)
  }, [])
  return token
}

function keepInvitation(token: string): void {
  window.sessionStorage.setItem(slot, token)
}

/** Forgets the token: it was used, or is of no use. */
export function forgetInvitation(): void {
  window.sessionStorage.removeItem(slot)
}
