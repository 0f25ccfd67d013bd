import { useEffect, useState } from 'react'

/** What stands behind the # once a link was opened on this page, so that reloading it can say so. */
const openedMark = 'opened'

export type LinkToken =
  /** The page has not looked yet. */
  | { kind: 'unread' }
  /** The address has no link. */
  | { kind: 'none' }
  /** It was opened here. */
  | { kind: 'spent' }
  | { kind: 'token'; token: string }

/** What belongs to a token of all that follows the #: mail programs take the full stop after a link for a part of it. */
function read(hash: string): LinkToken {
  const found = /^#([\w-]{1,100})/.exec(hash)?.[1]
  if (found === undefined) return { kind: 'none' }
  return found === openedMark ? { kind: 'spent' } : { kind: 'token', token: found }
}

/**
 * Takes the fragment out of the address. At first with the router's own state, without which it would load the entry anew when one
 * comes back to it; then once more, when it listens, so that it does not write the fragment back.
 */
function clearFragment(): void {
  const { pathname } = window.location
  window.history.replaceState(window.history.state, '', pathname)
  setTimeout(() => window.history.replaceState(null, '', pathname))
}

/**
 * The token of a one-time link from the address's fragment, which no server and no referrer sees. It is taken out of the address bar
 * and the history at once.
 */
export function useLinkToken(): LinkToken {
  const [token, setToken] = useState<LinkToken>({ kind: 'unread' })
  useEffect(() => {
    const take = () => {
      const found = read(window.location.hash)
      if (found.kind === 'token') clearFragment()
      setToken((before) => (found.kind === 'none' && before.kind !== 'unread' ? before : found))
    }
    take()
    // Following another link, while the page is open, changes the fragment and loads nothing.
    window.addEventListener('hashchange', take)
    return () => window.removeEventListener('hashchange', take)
  }, [])
  return token
}

/** Leaves word in the address that the link was opened here, for whoever reloads the page. */
export function markOpened(): void {
  window.history.replaceState(null, '', `${window.location.pathname}#${openedMark}`)
}
