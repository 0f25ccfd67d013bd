import { useEffect, useState } from 'react'

/**
 * The set-up token from the address's fragment, which no server and no referrer sees. It is taken out of the address bar and
 * the history at once. Undefined until the page has looked; null where there is none.
 */
export function useToken(): string | null | undefined {
  const [token, setToken] = useState<string | null>()
  useEffect(() => {
    const take = () => {
      const found = window.location.hash.slice(1)
      if (found) window.history.replaceState(null, '', window.location.pathname)
      setToken((before) => found || before || null)
    }
    take()
    // Pasting the address again, while the page is open, changes the fragment and loads nothing.
    window.addEventListener('hashchange', take)
    return () => window.removeEventListener('hashchange', take)
  }, [])
  return token
}
