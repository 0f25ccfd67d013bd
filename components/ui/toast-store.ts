import type { ReactNode } from 'react'

export type ToastTone = 'neutral' | 'ok' | 'warning' | 'danger'

export interface ToastOptions {
  /** A second line. */
  description?: ReactNode
  /** One way on (`Undo`). What it does must be possible elsewhere too: a toast goes away. */
  action?: { label: string; onAction: () => void }
  /** How long it stays, ms; a failure and a warning stay until they are closed. */
  duration?: number
}

export interface ShownToast extends ToastOptions {
  id: number
  tone: ToastTone
  title: string
  duration: number
}

/** More than these are never shown; the oldest goes. */
const most = 3

let toasts: readonly ShownToast[] = []
let nextId = 1
const listeners = new Set<() => void>()

function replace(next: readonly ShownToast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

function show(tone: ToastTone, title: string, options: ToastOptions): number {
  const id = nextId++
  const duration =
    options.duration ?? (tone === 'danger' || tone === 'warning' ? Number.POSITIVE_INFINITY : 5000)
  replace([...toasts, { ...options, id, tone, title, duration }].slice(-most))
  return id
}

/** Says in a corner what just happened. Never for what one must read: that belongs on the page. */
export function toast(title: string, options: ToastOptions = {}): number {
  return show('neutral', title, options)
}
toast.success = (title: string, options: ToastOptions = {}): number => show('ok', title, options)
/** It was done, and there is something left to see to. */
toast.warning = (title: string, options: ToastOptions = {}): number => show('warning', title, options)
toast.error = (title: string, options: ToastOptions = {}): number => show('danger', title, options)
toast.dismiss = (id: number): void => replace(toasts.filter((each) => each.id !== id))

export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function shownToasts(): readonly ShownToast[] {
  return toasts
}
