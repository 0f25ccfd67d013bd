'use client'

import { CircleAlert, CircleCheck, TriangleAlert, X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { useSyncExternalStore } from 'react'
import { IconButton } from './icon-button.tsx'
import { type ShownToast, shownToasts, subscribeToToasts, toast } from './toast-store.ts'

const none: readonly ShownToast[] = []
const never = () => () => undefined

/**
 * Shows what `toast()` says; once, near the root. F8 takes the focus there, swiping closes one, the pointer above
 * them stops their clocks. (Its own, not sonner, whose style sheet enters the page without a nonce.)
 */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribeToToasts, shownToasts, () => none)
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  if (!inBrowser) return null
  return (
    <Radix.Provider swipeDirection="right" label="Notification">
      {toasts.map((each) => (
        <OneToast key={each.id} {...each} />
      ))}
      <Radix.Viewport className="fixed right-0 bottom-0 z-60 grid w-full max-w-[400px] gap-2 p-4 pb-[max(16px,env(safe-area-inset-bottom))] outline-none" />
    </Radix.Provider>
  )
}

function OneToast({ id, tone, title, description, action, duration }: ShownToast) {
  return (
    <Radix.Root
      type={tone === 'danger' || tone === 'warning' ? 'foreground' : 'background'}
      duration={duration}
      onOpenChange={(open) => {
        if (!open) toast.dismiss(id)
      }}
      className="flex animate-rise items-start gap-2.5 rounded-lg bg-panel py-2.5 pr-2 pl-3.5 text-ink shadow-float data-[swipe=move]:translate-x-(--radix-toast-swipe-move-x)"
    >
      {tone === 'ok' && <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ok" />}
      {tone === 'warning' && (
        <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warning" />
      )}
      {tone === 'danger' && <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger" />}
      <div className="min-w-0 flex-1 wrap-anywhere">
        <Radix.Title className="font-medium">{title}</Radix.Title>
        {description && <Radix.Description className="text-muted">{description}</Radix.Description>}
        {action && (
          <Radix.Action
            altText={action.label}
            onClick={action.onAction}
            className="mt-1 font-medium text-brass underline-offset-4 hover:underline"
          >
            {action.label}
          </Radix.Action>
        )}
      </div>
      <Radix.Close asChild>
        <IconButton label="Close" tooltip={false} className="-my-1">
          <X aria-hidden="true" className="size-4" />
        </IconButton>
      </Radix.Close>
    </Radix.Root>
  )
}
