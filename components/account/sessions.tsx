'use client'

import { Monitor, Smartphone, SquareTerminal } from 'lucide-react'
import { useState } from 'react'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { signOutHere } from '#lib/client/browser-session.ts'
import type { CallReply } from '#lib/client/call.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { endAllSessions, endSession, listSessions } from '#lib/contracts/account.ts'
import { agentName } from './agent-name.ts'

type Session = CallReply<typeof listSessions>['items'][number]

const icons = { desktop: Monitor, phone: Smartphone, script: SquareTerminal } as const

/** Where one is signed in; each can be ended, and all of them. */
export function Sessions() {
  const sessions = useOperation(listSessions, {})
  return (
    <QueryBoundary
      query={sessions}
      loading={<LoadingRows label="Loading your sessions" rows={2} className="-mx-4 sm:-mx-7" />}
    >
      {({ items }) => (
        <div className="grid gap-5">
          <ul className="divide-y border-y">
            {items.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
          <SignOutEverywhere count={items.length} />
        </div>
      )}
    </QueryBoundary>
  )
}

function SessionRow({ session }: { session: Session }) {
  const { name, kind } = agentName(session.userAgent)
  const Icon = icons[kind]
  const end = useMutate(endSession, {
    invalidates: [listSessions],
    onSuccess: () => toast.success(`Signed out of ${name}`),
    onError: (error) => toast.error('The session was not ended', { description: error.message }),
  })
  return (
    <li className="flex min-h-13 items-center gap-3 py-2">
      <Icon aria-hidden="true" className="size-4 shrink-0 text-faint" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="truncate">{name}</span>
          {session.current && <Badge tone="ok">This one</Badge>}
        </p>
        <p className="flex flex-wrap gap-x-2 text-faint text-xs">
          {session.ip && <span className="font-mono">{session.ip}</span>}
          <span>
            seen <RelativeTime instant={session.lastSeenAt} />
          </span>
        </p>
      </div>
      {!session.current && (
        <Button
          size="sm"
          aria-label={`Sign out of ${name}`}
          loading={end.isPending}
          onClick={() => end.mutate({ input: { sessionId: session.id } })}
        >
          Sign out
        </Button>
      )}
    </li>
  )
}

function SignOutEverywhere({ count }: { count: number }) {
  const [open, setOpen] = useState(false)
  // Ours has ended too; leaving clears its cookie.
  const end = useMutate(endAllSessions, { invalidates: [], onSuccess: () => void signOutHere() })
  return (
    <div>
      <Button variant="danger" onClick={() => setOpen(true)}>
        Sign out everywhere
      </Button>
      <AlertDialog
        open={open}
        onOpenChange={setOpen}
        title="Sign out everywhere?"
        consequences={`${count === 1 ? 'This session ends' : `All ${count} sessions end`} at once, this one included, and access tokens of scripts with them. API keys go on working.`}
        confirmLabel="Sign out everywhere"
        busy={end.isPending || end.isSuccess}
        error={end.error?.message ?? null}
        onConfirm={() => end.mutate({ input: {} })}
      />
    </div>
  )
}
