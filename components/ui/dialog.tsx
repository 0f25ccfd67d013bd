'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ComponentProps, createContext, type ReactNode, use } from 'react'
import { AlertDialog } from './alert-dialog.tsx'
import { cn } from './cn.ts'
import { FloatingInBody } from './floating.tsx'
import { IconButton } from './icon-button.tsx'
import { overlayStyles } from './overlay-styles.ts'
import { ReturnFocus } from './return-focus.tsx'
import { TellUnsaved, useUnsavedGuard } from './unsaved.ts'

const ChangeOpen = createContext<Radix.DialogProps['onOpenChange']>(undefined)

/** A dialog, open or not; `DialogPanel` is what is seen of it. */
export function Dialog(props: Radix.DialogProps) {
  return (
    <ChangeOpen value={props.onOpenChange}>
      <Radix.Root {...props} />
    </ChangeOpen>
  )
}

export const DialogTrigger = Radix.Trigger
export const DialogClose = Radix.Close

const widths = { sm: 'sm:max-w-md', md: 'sm:max-w-[560px]', lg: 'sm:max-w-[720px]' } as const

/**
 * Focus begins in the first field, as the cross would be a poor first thing to land on. Under a finger, where a
 * focused field raises the keyboard over the half of what one came to read, it begins on the panel.
 */
function focusFirst(event: Event) {
  const panel = event.currentTarget
  if (!(panel instanceof HTMLElement)) return
  event.preventDefault()
  const field =
    panel.querySelector<HTMLElement>('[data-autofocus]') ??
    // Of radio buttons the chosen one: that is where the arrows begin.
    panel.querySelector<HTMLElement>(
      'input:not([type="hidden"], [type="radio"]:not(:checked), :disabled), select:not(:disabled), textarea:not(:disabled)',
    )
  const touch = window.matchMedia('(pointer: coarse)').matches
  ;(field && !touch ? field : panel).focus()
}

export interface DialogPanelProps extends Omit<ComponentProps<typeof Radix.Content>, 'title'> {
  title: ReactNode
  /** One line under the title. */
  description?: ReactNode
  /** A drawing before the title: the bitting of the key. */
  art?: ReactNode
  /** At the right of the title: a badge. */
  aside?: ReactNode
  size?: keyof typeof widths
  /** Without the cross, where leaving needs a decision. Escape still asks `onOpenChange`. */
  hideClose?: boolean
}

/**
 * The floating panel: title, then `DialogBody` (scrolls) and `DialogFooter` (stays). On a phone it is a sheet of
 * full height. Wrap body and footer in one `<form className={dialogFormStyles}>` where it is a form; what was filled in
 * is not lost by a slip, but asked about.
 */
export function DialogPanel(props: DialogPanelProps) {
  const { title, description, art, aside, size = 'md', hideClose, className, children, ...rest } = props
  const leave = use(ChangeOpen)
  const { asking, setAsking, hold, tell } = useUnsavedGuard()
  return (
    <FloatingInBody>
      <Radix.Portal>
        <Radix.Overlay className={overlayStyles} />
        <Radix.Content
          onOpenAutoFocus={focusFirst}
          onEscapeKeyDown={hold}
          onPointerDownOutside={hold}
          className={cn(
            'fixed inset-0 z-50 flex animate-rise flex-col overflow-hidden bg-panel text-ink shadow-dialog outline-none sm:inset-auto sm:top-1/2 sm:left-1/2 sm:max-h-[calc(100dvh-64px)] sm:w-[calc(100vw-32px)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl',
            widths[size],
            className,
          )}
          {...(description ? {} : { 'aria-describedby': undefined })}
          {...rest}
        >
          <ReturnFocus />
          <header className="flex shrink-0 items-start gap-5 px-4 pt-5 pb-5 sm:px-7 sm:pt-6">
            {art && <div className="shrink-0 self-center">{art}</div>}
            <div className="min-w-0 flex-1">
              <Radix.Title className="wrap-anywhere text-lg">{title}</Radix.Title>
              {description && <Radix.Description className="text-muted">{description}</Radix.Description>}
            </div>
            {aside}
            {!hideClose && (
              <Radix.Close asChild onClick={hold}>
                <IconButton label="Close" tooltip={false} className="-mr-2 -mt-1">
                  <X aria-hidden="true" className="size-4" />
                </IconButton>
              </Radix.Close>
            )}
          </header>
          <TellUnsaved value={tell}>{children}</TellUnsaved>
          <AlertDialog
            open={asking}
            onOpenChange={setAsking}
            title="Discard what you filled in?"
            consequences="Nothing of it is saved yet."
            cancelLabel="Keep editing"
            confirmLabel="Discard"
            busy={false}
            error={null}
            onConfirm={() => {
              setAsking(false)
              leave?.(false)
            }}
          />
        </Radix.Content>
      </Radix.Portal>
    </FloatingInBody>
  )
}

/** For the form around body and footer, so that the body scrolls and the footer stays. */
export const dialogFormStyles = 'flex min-h-0 flex-1 flex-col gap-0'

/** What the dialog is about; scrolls when it is long. Sections inside (`Disclosure`) may reach both edges with `bleed`. */
export function DialogBody({ className, bleed, ...rest }: ComponentProps<'div'> & { bleed?: boolean }) {
  return (
    <div
      className={cn(
        // Scrolled to, a field comes with its label and with what is said beneath it. Relative, or what is only for screen readers would
        // lie in the panel, unscrolled, and make that one scroll too.
        'relative min-h-0 flex-1 scroll-py-14 overflow-y-auto overscroll-contain',
        !bleed && 'px-4 pb-6 sm:px-7',
        className,
      )}
      {...rest}
    />
  )
}

/** Actions: what is secondary at the start (`start`), the one that goes on at the end. */
export function DialogFooter({
  start,
  className,
  children,
  ...rest
}: ComponentProps<'div'> & { start?: ReactNode }) {
  return (
    <div
      className={cn(
        'flex shrink-0 flex-wrap items-center gap-2 border-t bg-panel px-4 py-3 pb-[max(12px,env(safe-area-inset-bottom))] sm:px-7',
        className,
      )}
      {...rest}
    >
      {start && <div className="flex flex-wrap items-center gap-2">{start}</div>}
      <div className="ml-auto flex items-center gap-2">{children}</div>
    </div>
  )
}
