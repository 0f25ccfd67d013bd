'use client'

import { AlertDialog as Radix } from 'radix-ui'
import { type FormEvent, type ReactNode, useEffect, useId, useState } from 'react'
import { Button } from './button.tsx'
import { cn } from './cn.ts'
import { FloatingInBody } from './floating.tsx'
import { InlineError } from './inline-error.tsx'
import { Input } from './input.tsx'
import { overlayStyles } from './overlay-styles.ts'
import { ReturnFocus } from './return-focus.tsx'

export interface AlertDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** A question that names the thing: `Revoke “Checkout service”?` */
  title: string
  /** What will break, and for whom. Never empty: that is what the dialog is for. */
  consequences: ReactNode
  /** The verb: `Revoke key`. */
  confirmLabel: string
  /** What leaves everything as it is. */
  cancelLabel?: string
  onConfirm: () => void
  /** The work is under way. */
  busy: boolean
  /** Why it failed, or null. */
  error: string | null
  /** Only for what cannot be undone: the name that must be typed first. */
  typeName?: string
  /** `caution` for what can be undone. */
  tone?: 'danger' | 'caution'
  /** Further fields (a reason, a new owner), between the consequences and the buttons. */
  children?: ReactNode
}

/** To the field that must be filled in, where there is one. On touch a keyboard would hide what breaks. */
function focusField(event: Event) {
  const field = (event.currentTarget as HTMLElement).querySelector<HTMLElement>('[data-autofocus]')
  if (!field || window.matchMedia('(pointer: coarse)').matches) return
  event.preventDefault()
  field.focus()
}

/** Asks before something breaks. Focus begins on what is safe, or in the field that must be filled in: for the name, or one with `data-autofocus`. */
export function AlertDialog(props: AlertDialogProps) {
  const { open, onOpenChange, title, consequences, confirmLabel, onConfirm, busy, error } = props
  const { typeName, tone = 'danger', cancelLabel = 'Cancel', children } = props
  const [typed, setTyped] = useState('')
  const fieldId = useId()
  useEffect(() => {
    if (!open) setTyped('')
  }, [open])
  const blocked = typeName !== undefined && typed.trim() !== typeName
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // React passes events on through portals: a form around this dialog is not the one submitted.
    event.stopPropagation()
    if (!blocked && !busy) onConfirm()
  }
  return (
    <Radix.Root open={open} onOpenChange={(next) => (busy ? undefined : onOpenChange(next))}>
      <FloatingInBody>
        <Radix.Portal>
          <Radix.Overlay className={overlayStyles} />
          <Radix.Content
            onOpenAutoFocus={focusField}
            className="fixed inset-x-0 bottom-0 z-50 flex max-h-dvh animate-rise flex-col overflow-y-auto rounded-t-xl bg-panel text-ink shadow-dialog outline-none sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[calc(100vw-32px)] sm:max-w-[480px] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl"
          >
            <ReturnFocus />
            <form onSubmit={submit} noValidate>
              <div className="grid gap-4 px-4 pt-6 pb-6 sm:px-7">
                <Radix.Title className="wrap-anywhere text-lg">{title}</Radix.Title>
                <Radix.Description asChild>
                  <div className="-mt-3 wrap-anywhere text-muted">{consequences}</div>
                </Radix.Description>
                {children}
                {typeName !== undefined && (
                  <div className="grid gap-1.5">
                    <label htmlFor={fieldId} className="wrap-anywhere">
                      Type <span className="font-medium">{typeName}</span> to confirm
                    </label>
                    <Input
                      id={fieldId}
                      data-autofocus
                      value={typed}
                      onChange={(event) => setTyped(event.target.value)}
                      spellCheck={false}
                    />
                  </div>
                )}
                <div role="alert" className={cn(!error && 'hidden')}>
                  {error && <InlineError>{error}</InlineError>}
                </div>
              </div>
              <div className="flex justify-end gap-2 border-t px-4 py-3 pb-[max(12px,env(safe-area-inset-bottom))] sm:px-7">
                <Radix.Cancel asChild>
                  <Button disabled={busy}>{cancelLabel}</Button>
                </Radix.Cancel>
                <Button
                  type="submit"
                  variant={tone === 'danger' ? 'danger-solid' : 'primary'}
                  disabled={blocked}
                  loading={busy}
                >
                  {confirmLabel}
                </Button>
              </div>
            </form>
          </Radix.Content>
        </Radix.Portal>
      </FloatingInBody>
    </Radix.Root>
  )
}
