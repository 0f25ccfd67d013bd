'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { cameLate, EditConflict } from '#components/shell/edit-conflict.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { getPolicy, type Policy, putPolicyDraft } from '#lib/contracts/policies.ts'
import { differing, type RuleName } from '#lib/contracts/policy-rules.ts'
import { policyReads } from './policy-reads.ts'
import { RuleFields } from './rule-fields.tsx'
import { type RuleForm, ruleFormOf, ruleSaid, ruleValues, withRule } from './rule-form.ts'
import { meantRules, ruleText, ruleWords } from './rule-words.ts'

interface RuleDialogProps {
  rule: RuleName
  policy: Policy
  onClose: () => void
}

/** A policy as what tells of a conflict wants it. */
const versioned = ({ updatedAt, ...policy }: Policy) => ({ ...policy, ...(updatedAt ? { updatedAt } : {}) })
type Versioned = ReturnType<typeof versioned>
const plain = (policy: Versioned): Policy => ({ updatedAt: null, ...policy })

/** Rules that differ between two versions, as the page says them. */
const ruleChanges = (before: Versioned, after: Versioned) => {
  const [was, is] = [meantRules(plain(before)), meantRules(plain(after))]
  return differing(was, is).map((name) => ({
    field: ruleWords[name].title,
    before: ruleText(name, was),
    after: ruleText(name, is),
  }))
}

/** Says one rule anew; it becomes part of the draft. */
export function RuleDialog({ rule, policy, onClose }: RuleDialogProps) {
  const [from, setFrom] = useState(policy)
  const form = useForm<RuleForm>({
    resolver: zodResolver(ruleFormOf(rule)),
    defaultValues: ruleValues(rule, meantRules(policy)),
    mode: 'onTouched',
  })
  const save = useMutate(putPolicyDraft, {
    invalidates: policyReads,
    shows: [getPolicy],
    onSuccess: onClose,
  })
  const conflict = cameLate(save.error)
  const current = useOperation(getPolicy, { scopeId: policy.scope.id }, { enabled: conflict })
  const failure = conflict ? null : save.error
  const send = (values: RuleForm, on: Policy) =>
    save.mutate({
      input: { scopeId: policy.scope.id, ...withRule(rule, values, meantRules(on)) },
      ifVersion: on.version,
    })
  const restart = (theirs: Versioned) => {
    setFrom(plain(theirs))
    form.reset(ruleValues(rule, meantRules(plain(theirs))))
    save.reset()
  }
  const values = useWatch({ control: form.control }) as RuleForm
  const said = ruleSaid(rule, values)
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={ruleWords[rule].title}
        description={policy.scope.type === 'project' ? `In ${policy.scope.name} alone` : 'In every project'}
        size={rule === 'bannedPermissions' || rule === 'approvalFor' ? 'md' : 'sm'}
      >
        <Form
          form={form}
          label={ruleWords[rule].title}
          failure={failure}
          fieldFor={() => (rule === 'bannedPermissions' || rule === 'approvalFor' ? 'names' : 'amount')}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={(sent) => send(sent, from)}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={failure} />
            {conflict && (
              <EditConflict
                noun="policy"
                base={versioned(from)}
                query={{ ...current, data: current.data && versioned(current.data) }}
                changes={ruleChanges}
                onTheirs={restart}
                onMine={(theirs) => void form.handleSubmit((sent) => send(sent, plain(theirs)))()}
              />
            )}
            <RuleFields rule={rule} />
            <p className="text-muted empty:hidden" aria-live="polite">
              {said && ruleText(rule, said)}
            </p>
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={save.isPending} disabled={conflict}>
              Save draft
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}
