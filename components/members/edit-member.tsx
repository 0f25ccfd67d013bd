'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Form } from '#components/form/form.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { EditConflict, type FieldChange } from '#components/shell/edit-conflict.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel, dialogFormStyles } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMe } from '#lib/client/me.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { getMe } from '#lib/contracts/account.ts'
import { listInvitations } from '#lib/contracts/invitations.ts'
import { getMember, listMembers, type Member, updateMember } from '#lib/contracts/members.ts'
import { type MemberRole, memberRoles } from '#lib/contracts/permissions.ts'
import { AccessFields } from './access-fields.tsx'
import {
  type AccessValues,
  accessBody,
  accessShape,
  accessValues,
  projectsChosen,
  projectsMissing,
} from './access-form.ts'
import { projectsText, rolesToGive, roleWords } from './role-words.ts'

const schema = z.object(accessShape).refine(projectsChosen, projectsMissing)

/** What differs between two versions, as the form names it. */
function memberChanges(before: Member, after: Member): FieldChange[] {
  return [
    { field: 'Role', before: roleWords[before.role].name, after: roleWords[after.role].name },
    { field: 'Projects', before: projectsText(before.projects), after: projectsText(after.projects) },
  ].filter((change) => change.before !== change.after)
}

interface EditMemberDialogProps {
  member: Member
  onClose: () => void
}

/** Changes what a member may do and where, from the version that was on the screen. */
export function EditMemberDialog({ member, onClose }: EditMemberDialogProps) {
  const me = useMe()
  const [from, setFrom] = useState(member)
  const form = useForm<AccessValues>({ resolver: zodResolver(schema), defaultValues: accessValues(member) })
  const update = useMutate(updateMember, {
    invalidates: [listMembers, getMember, getMe, listInvitations],
    onSuccess: ({ name, role }) => {
      onClose()
      toast.success(`${name} is ${roleWords[role].name.toLowerCase()}`, {
        description: 'It counts from their next request on.',
      })
    },
  })
  const conflict = update.error?.code === 'precondition_failed'
  const current = useOperation(getMember, { memberId: member.id }, { enabled: conflict })
  const failure = conflict ? null : update.error
  const self = me.data?.user?.id === member.id
  const role = form.watch('role')
  const send = (values: AccessValues, ifVersion: number) =>
    update.mutate({ input: { memberId: member.id, ...accessBody(values) }, ifVersion })
  const restart = (theirs: Member) => {
    setFrom(theirs)
    form.reset(accessValues(theirs))
    update.reset()
  }
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={self ? 'Change your own role' : `Change ${member.name}`}
        description={member.email}
        size="sm"
      >
        <Form
          form={form}
          label="Role and projects"
          failure={failure}
          fieldFor={(path) => (path.startsWith('projectIds') ? 'projectIds' : 'role')}
          errorAt="none"
          className={dialogFormStyles}
          onSubmit={(values) => send(values, from.version)}
        >
          <DialogBody className="grid content-start gap-5">
            <FormError failure={failure} />
            {conflict && (
              <EditConflict
                noun="member"
                base={from}
                query={current}
                changes={memberChanges}
                onTheirs={restart}
                onMine={(theirs) => void form.handleSubmit((values) => send(values, theirs.version))()}
              />
            )}
            <AccessFields roles={rolesToGive(me.data?.role ?? null)} />
            <Effect member={from} role={role} self={self} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" loading={update.isPending} disabled={conflict}>
              Save changes
            </Button>
          </DialogFooter>
        </Form>
      </DialogPanel>
    </Dialog>
  )
}

/** What a change of role brings with it that the fields do not say. */
function Effect({ member, role, self }: { member: Member; role: MemberRole; self: boolean }) {
  if (role === member.role) return null
  const narrower = memberRoles.indexOf(role) > memberRoles.indexOf(member.role)
  if (!narrower) return null
  return (
    <Banner tone="warning">
      {self
        ? 'You give this up yourself, and need somebody else to have it back. '
        : 'It counts from their next request on. '}
      Keys go on with what they were granted. Invitations that {self ? 'you have' : `${member.name} has`} out
      and could not make as {roleWords[role].name.toLowerCase()}, are withdrawn.
    </Banner>
  )
}
