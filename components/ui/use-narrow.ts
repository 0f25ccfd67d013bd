import { useSyncExternalStore } from 'react'

/** Below 640 px, where `sm:` begins. */
const query = '(max-width: 639.98px)'

function subscribe(changed: () => void): () => void {
  const list = window.matchMedia(query)
  list.addEventListener('change', changed)
  return () => list.removeEventListener('change', changed)
}

/** Whether the window is as narrow as a phone. For what a style cannot say, such as how much is asked of the server. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  )
}
