'use client'

import { type ReactNode, useId, useState } from 'react'
import { tellEffective } from '#components/shell/tell-effective.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Label } from '#components/ui/label.tsx'
import { problemOf } from '#components/ui/problem.ts'
import { Textarea } from '#components/ui/textarea.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMutate } from '#lib/client/query.ts'
import {
  type Approval,
  approveRequest,
  declineRequest,
  getApproval,
  listApprovals,
  withdrawRequest,
} from '#lib/contracts/approvals.ts'
import { getKey, listKeyEvents, listKeys } from '#lib/contracts/keys.ts'

export type Decision = 'approve' | 'decline' | 'withdraw'

const reads = [listApprovals, getApproval, listKeys, getKey, listKeyEvents] as const

interface DecisionDialogProps {
  decision: Decision
  approval: Approval
  onClose: () => void
}

/** Approves, declines or withdraws a request, once it is said what that means. */
export function DecisionDialog({ decision, approval, onClose }: DecisionDialogProps) {
  const [answer, setAnswer] = useState('')
  const name = `“${approval.key.name}”`
  const approve = useMutate(approveRequest, {
    invalidates: reads,
    onSuccess: ({ effective }) => {
      onClose()
      tellEffective(`${name} may do more`, effective, 'In effect')
    },
  })
  const decline = useMutate(declineRequest, {
    invalidates: reads,
    onSuccess: () => {
      onClose()
      toast.success(`Declined: ${name} stays as it is`)
    },
  })
  const withdraw = useMutate(withdrawRequest, {
    invalidates: reads,
    onSuccess: () => {
      onClose()
      toast.success('The request is withdrawn')
    },
  })
  const input = { approvalId: approval.id }
  const said = answer.trim()
  const { title, label, about, tone, run, change } = {
    approve: {
      title: `Approve for ${name}?`,
      label: 'Approve',
      about: <Adds approval={approval} />,
      tone: 'caution' as const,
      run: () => approve.mutate({ input: { ...input, ...(said ? { answer: said } : {}) } }),
      change: approve,
    },
    decline: {
      title: `Decline for ${name}?`,
      label: 'Decline',
      about: `The key stays as it is. ${approval.requester.name} is told, with your reason.`,
      tone: 'danger' as const,
      run: () => decline.mutate({ input: { ...input, answer: said } }),
      change: decline,
    },
    withdraw: {
      title: `Withdraw the request for ${name}?`,
      label: 'Withdraw',
      about: 'The key stays as it is. You may ask again.',
      tone: 'caution' as const,
      run: () => withdraw.mutate({ input }),
      change: withdraw,
    },
  }[decision]
  const [missing, setMissing] = useState(false)
  const answerId = useId()
  return (
    <AlertDialog
      open
      onOpenChange={(open) => open || onClose()}
      title={title}
      consequences={about}
      confirmLabel={label}
      tone={tone}
      busy={change.isPending}
      error={
        missing && !said
          ? 'Say why, for whoever asked.'
          : change.error
            ? problemOf(change.error).message
            : null
      }
      onConfirm={() => {
        if (decision !== 'decline' || said) return run()
        setMissing(true)
        document.getElementById(answerId)?.focus()
      }}
    >
      {decision !== 'withdraw' && (
        <Answer
          id={answerId}
          asker={approval.requester.name}
          needed={decision === 'decline'}
          wrong={missing && !said}
          value={answer}
          onChange={setAnswer}
        />
      )}
    </AlertDialog>
  )
}

function Adds({ approval }: { approval: Approval }): ReactNode {
  const { adds, requester, key: of } = approval
  return (
    <>
      <p>
        A key of {of.owner.name} comes to hold this, for as long as nobody takes it off. {requester.name} is
        told.
      </p>
      <ul className="mt-2 flex flex-wrap gap-1 text-ink">
        {adds.map((name) => (
          <li key={name} className="rounded-sm bg-wash px-1.5 py-0.5 font-mono text-xs">
            {name}
          </li>
        ))}
      </ul>
    </>
  )
}

interface AnswerProps {
  id: string
  /** Who asked, and reads it. */
  asker: string
  needed: boolean
  wrong: boolean
  value: string
  onChange: (text: string) => void
}

function Answer({ id, asker, needed, wrong, value, onChange }: AnswerProps) {
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id} optional={!needed}>
        {needed ? 'Why' : `Note to ${asker}`}
      </Label>
      <Textarea
        id={id}
        rows={2}
        maxLength={1000}
        aria-required={needed || undefined}
        data-autofocus={needed || undefined}
        aria-invalid={wrong || undefined}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
