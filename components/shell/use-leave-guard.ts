import { useEffect, useEffectEvent, useRef } from 'react'
import { flushSync } from 'react-dom'

interface LeaveGuard {
  /** Something would be lost by leaving now. */
  armed: boolean
  /** The person tried to go back: ask. */
  onAttempt: () => void
  /** The page is going away, or was left on purpose: forget everything. */
  onGone: () => void
}

/**
 * Stands between a person and leaving, by the back button, by reloading or by closing the tab. It lays one entry onto
 * the history, of the same address, for the back button to take away.
 * @returns what to call when they leave on purpose: takes that entry away again, and after that goes where it is told, if anywhere
 */
export function useLeaveGuard({ armed, onAttempt, onGone }: LeaveGuard): (then?: () => void) => void {
  const laid = useRef(false)
  const lay = useEffectEvent(() => {
    // With the router's own state, so that it takes the entry for the page that it is.
    if (!laid.current) window.history.pushState(window.history.state, '', window.location.href)
    laid.current = true
  })
  const wentBack = useEffectEvent(() => {
    if (!laid.current) return
    laid.current = false
    if (armed) {
      lay()
      onAttempt()
    } else onGone()
  })
  const unloading = useEffectEvent((event: BeforeUnloadEvent) => {
    if (armed) event.preventDefault()
  })
  // A page that is kept for the back button must be kept without what it showed.
  const hidden = useEffectEvent(() => flushSync(onGone))
  useEffect(() => {
    lay()
    const back = () => wentBack()
    const unload = (event: BeforeUnloadEvent) => unloading(event)
    const hide = () => hidden()
    window.addEventListener('popstate', back)
    window.addEventListener('beforeunload', unload)
    window.addEventListener('pagehide', hide)
    return () => {
      window.removeEventListener('popstate', back)
      window.removeEventListener('beforeunload', unload)
      window.removeEventListener('pagehide', hide)
    }
  }, [])
  return (then) => {
    if (!laid.current) return then?.()
    laid.current = false
    // The router need not hear of it, the page being the same: it would drop what was clicked in the meantime.
    const gone = (event: PopStateEvent) => {
      event.stopImmediatePropagation()
      then?.()
    }
    window.addEventListener('popstate', gone, { once: true, capture: true })
    window.history.back()
  }
}
