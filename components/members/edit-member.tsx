'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useWatch } from 'react-hook-form'
import { z } from 'zod'
import { cameLate, type FieldChange } from '#components/shell/edit-conflict.tsx'
import { EditForm } from '#components/shell/edit-form.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Dialog, DialogPanel } from '#components/ui/dialog.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMe } from '#lib/client/me.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { getMe } from '#lib/contracts/account.ts'
import { listInvitations } from '#lib/contracts/invitations.ts'
import { getMember, listMembers, type Member, updateMember } from '#lib/contracts/members.ts'
import { memberRoles } from '#lib/contracts/permissions.ts'
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
  const memberId = member.id
  const update = useMutate(updateMember, {
    invalidates: [listMembers, getMember, getMe, listInvitations],
    shows: [listMembers, getMember],
    onSuccess: ({ name, role }) => {
      onClose()
      toast.success(`${name} is ${roleWords[role].name.toLowerCase()}`, {
        description: 'It counts from their next request on.',
      })
    },
  })
  const current = useOperation(getMember, { memberId }, { enabled: cameLate(update.error) })
  const self = me.data?.user?.id === memberId
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={self ? 'Change your own role' : `Change ${member.name}`}
        description={member.email}
        size="sm"
      >
        <EditForm
          noun="member"
          label="Role and projects"
          thing={member}
          resolver={zodResolver(schema)}
          valuesOf={accessValues}
          bodyOf={accessBody}
          changes={memberChanges}
          fieldFor={(path) => (path.startsWith('projectIds') ? 'projectIds' : 'role')}
          current={current}
          update={update}
          onSend={(body, ifVersion) => update.mutate({ input: { memberId, ...body }, ifVersion })}
          onClose={onClose}
        >
          {(from) => (
            <>
              <AccessFields roles={rolesToGive(me.data?.role ?? null)} />
              <Effect member={from} self={self} />
            </>
          )}
        </EditForm>
      </DialogPanel>
    </Dialog>
  )
}

/** What a change of role brings with it that the fields do not say. */
function Effect({ member, self }: { member: Member; self: boolean }) {
  const role = useWatch<AccessValues, 'role'>({ name: 'role' })
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
