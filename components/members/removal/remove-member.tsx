'use client'

import { useEffect, useState } from 'react'
import { ErrorState } from '#components/shell/error-state.tsx'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { useUnsaved } from '#components/ui/unsaved.ts'
import { leaveFor } from '#lib/client/browser-session.ts'
import { type Me, useMe } from '#lib/client/me.ts'
import { ownershipReads } from '#lib/client/ownership-reads.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import type { Owner } from '#lib/contracts/api-key.ts'
import { listInvitations } from '#lib/contracts/invitations.ts'
import type { Member } from '#lib/contracts/members.ts'
import { previewRemoval, type RemovalPreview, removeMember } from '#lib/contracts/removal.ts'
import { AccountsStep } from './accounts-step.tsx'
import { ConfirmStep } from './confirm-step.tsx'
import { KeysStep } from './keys-step.tsx'
import { decisionOf, firstState, outcomes } from './removal-choice.ts'
import {
  accountsProblem,
  confirmProblem,
  fieldIds,
  keysProblem,
  problemId,
  refusedAt,
  type Step,
  type WrongField,
} from './removal-problem.ts'
import { Removed } from './removed.tsx'
import { Steps } from './steps.tsx'
import { useRemovalKeys } from './use-removal-keys.ts'

interface RemoveMemberProps {
  member: Pick<Member, 'id' | 'name'>
  onClose: () => void
}

/** Removes a member, or oneself, step by step: the keys, the service accounts, and what ends. */
export function RemoveMember({ member, onClose }: RemoveMemberProps) {
  const me = useMe()
  const preview = useOperation(previewRemoval, { memberId: member.id })
  const self = me.data?.user?.id === member.id
  // A session that has ended has nothing to read again, and the table behind need not have the member any more.
  const [done, setDone] = useState(false)
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={done ? `${member.name} is removed` : self ? 'Leave the organization' : `Remove ${member.name}`}
        size="lg"
      >
        {preview.data && me.data ? (
          <Wizard
            me={me.data}
            preview={preview.data}
            self={self}
            onDone={() => setDone(true)}
            onClose={onClose}
          />
        ) : (
          <DialogBody className="min-h-72">
            {preview.error ? (
              <ErrorState
                error={preview.error}
                onRetry={() => void preview.refetch()}
                retrying={preview.isFetching}
              />
            ) : (
              <LoadingLines label="Looking at what they own" lines={7} />
            )}
          </DialogBody>
        )}
      </DialogPanel>
    </Dialog>
  )
}

const stepNames: Readonly<Record<Step, string>> = {
  keys: 'Keys',
  accounts: 'Service accounts',
  confirm: 'Confirm',
}

function stepsOf({ keys, serviceAccounts }: RemovalPreview): Step[] {
  return [
    ...(keys.used + keys.idle > 0 ? (['keys'] as const) : []),
    ...(serviceAccounts.length > 0 ? (['accounts'] as const) : []),
    'confirm',
  ]
}

interface WizardProps {
  me: Me
  preview: RemovalPreview
  self: boolean
  onDone: () => void
  onClose: () => void
}

function Wizard({ me, preview: current, self, onDone, onClose }: WizardProps) {
  // What one decides on stays as it was when one began; the server decides by what there is.
  const [preview] = useState(current)
  const { member } = preview
  const steps = stepsOf(preview)
  const [at, setAt] = useState(0)
  const [first] = useState(() => firstState(me.user, member))
  const [state, setState] = useState(first)
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const [wrong, setWrong] = useState<{ field: WrongField | null }>({ field: null })
  const keys = useRemovalKeys(member.id, steps.includes('keys'))
  const ways = outcomes(state, preview, keys.shown)
  const remove = useMutate(removeMember, {
    invalidates: self ? [] : [listInvitations, ...ownershipReads],
    // One's own session is over: what is in memory is of an organization that is no longer one's own.
    onSuccess: () => (self ? void leaveFor('/sign-in') : onDone()),
    onError: ({ fields }) => {
      const place = refusedAt(fields)
      if (!place || !steps.includes(place.step)) return
      setAt(steps.indexOf(place.step))
      setTried(false)
      setWrong({ field: place.field })
    },
  })
  // Who leaves is taken to the sign-in by the answer: by then nothing may stand in the way.
  const done = remove.data !== undefined || (self && remove.isPending)
  useUnsaved(!done && (state !== first || typed !== ''))
  useEffect(() => {
    if (wrong.field) document.getElementById(fieldIds[wrong.field])?.focus()
  }, [wrong])
  if (remove.data && !self)
    return <Removed preview={preview} outcomes={ways} reply={remove.data} onClose={onClose} />
  if (preview.lastOwner) return <LastOwner self={self} onClose={onClose} />

  const step = steps[at] ?? 'confirm'
  const isLast = step === 'confirm'
  const problem =
    step === 'keys'
      ? keysProblem(state, preview)
      : step === 'accounts'
        ? accountsProblem(state, preview)
        : confirmProblem(typed, member.email)
  const goTo = (to: number) => {
    setAt(to)
    setTried(false)
    setWrong({ field: null })
    remove.reset()
  }
  const next = () => {
    setTried(true)
    if (problem) return setWrong({ field: problem.field })
    if (!isLast) return goTo(at + 1)
    setWrong({ field: null })
    remove.mutate({ input: { memberId: member.id, ...decisionOf(state, preview, keys.shown) } })
  }
  const change = (part: Partial<typeof state>) => {
    setState((before) => ({ ...before, ...part }))
    // What was refused is not what stands there now.
    if (remove.error) remove.reset()
  }
  const heir: Owner | null = self || !me.user ? null : { type: 'user', id: me.user.id, name: me.user.name }
  const refused = remove.error && { text: remove.error.message, field: wrong.field }
  const failure = refused ?? (tried ? problem : null)
  const shown = { preview, state, onChange: change, wrong: failure?.field ?? null }
  return (
    <form
      noValidate
      className={dialogFormStyles}
      aria-label={`${self ? 'Leave' : 'Remove'}: ${stepNames[step]}`}
      onSubmit={(event) => {
        event.preventDefault()
        if (!remove.isPending) next()
      }}
    >
      {steps.length > 1 && <Steps names={steps.map((one) => stepNames[one])} at={at} onGo={goTo} />}
      <DialogBody key={step} className={cn('sm:min-h-72', steps.length > 1 && 'pt-5')}>
        {step === 'keys' && <KeysStep {...shown} keys={keys} heir={heir} />}
        {step === 'accounts' && <AccountsStep {...shown} />}
        {isLast && <ConfirmStep {...shown} outcomes={ways} self={self} typed={typed} onTyped={setTyped} />}
      </DialogBody>
      {/* Under what scrolls: of sixty keys it would be out of sight. */}
      <div role="alert" id={problemId} className="shrink-0">
        {failure && (
          <div className="px-4 pb-3 sm:px-7">
            <Banner tone="danger">{failure.text}</Banner>
          </div>
        )}
      </div>
      <DialogFooter start={at > 0 ? <Button onClick={() => goTo(at - 1)}>Back</Button> : null}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant={isLast ? 'danger-solid' : 'primary'} loading={remove.isPending}>
          {isLast ? (self ? 'Leave' : `Remove ${member.name}`) : 'Continue'}
        </Button>
      </DialogFooter>
    </form>
  )
}

function LastOwner({ self, onClose }: { self: boolean; onClose: () => void }) {
  return (
    <>
      <DialogBody>
        <Banner
          tone="warning"
          title={self ? 'You are the only owner' : 'This is the only owner of the organization'}
        >
          An organization cannot be without one. Make somebody else an owner first, or transfer ownership.
        </Banner>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      </DialogFooter>
    </>
  )
}
