import { z } from 'zod'
import { uuid } from '../fields.ts'
import { byActor, name, noticeOf, type Told, toOf } from './type.ts'

const role = z.string().max(20)
/** `a member`, `an owner` */
const aRole = (word: string) => `${/^[AO]/.test(word) ? 'an' : 'a'} ${word.toLowerCase()}`
/** A person by whom an event of the log is about: its target is named by the address. */
const memberOf = ({ target, detail }: Told) => ({ ...detail, member: { id: target.id, email: target.name } })
const member = z.object({ id: uuid, email: name })

/** Who comes and goes, and what the organization set up. */
export const organizationNotices = {
  'member.invited': noticeOf({
    title: 'Somebody invited',
    to: 'governors',
    action: 'invitation.create',
    mail: false,
    data: byActor({ email: name.nullable().describe('null: whoever has the link'), role }),
    words: (of) => `${of.actor.name} invited ${of.email ?? 'whoever has a link'} as ${aRole(of.role)}.`,
  }),
  'member.joined': noticeOf({
    title: 'Member joined',
    to: 'governors',
    action: 'invitation.accept',
    mail: false,
    data: byActor({ email: name, role }),
    words: (of) => `${of.actor.name} (${of.email}) joined as ${aRole(of.role)}.`,
  }),
  'member.updated': noticeOf({
    title: 'Role changed',
    to: 'member',
    action: 'member.update',
    mail: true,
    from: (event) => ({ ...memberOf(event), role: toOf(event.detail.role) }),
    data: byActor({
      member,
      role: role.nullable().describe('The new one; null where only projects changed'),
    }),
    words: (of) =>
      of.role
        ? `${of.actor.name} changed the role of ${of.member.email} to ${of.role.toLowerCase()}.`
        : `${of.actor.name} changed which projects ${of.member.email} reaches.`,
  }),
  'member.removed': noticeOf({
    title: 'Member removed',
    to: 'governors',
    action: 'member.remove',
    mail: false,
    from: memberOf,
    data: byActor({ member, role, reason: z.string().max(500).nullish() }),
    words: (of) => `${of.actor.name} removed ${of.member.email}, who was ${aRole(of.role)}.`,
  }),
  'member.left': noticeOf({
    title: 'Member left',
    to: 'governors',
    action: 'member.leave',
    mail: false,
    from: memberOf,
    data: byActor({ member, role }),
    words: (of) => `${of.actor.name} (${of.member.email}) left, and was ${aRole(of.role)}.`,
  }),
  'organization.transferred': noticeOf({
    title: 'Ownership transferred',
    to: 'governors',
    action: 'organization.transfer',
    mail: true,
    from: ({ detail }) => ({ to: detail.to }),
    data: byActor({ to: z.object({ id: uuid, email: name }) }),
    words: (of) => `${of.actor.name} made ${of.to.email} an owner, and is one no more.`,
  }),
  'webhook.disabled': noticeOf({
    title: 'Webhook disabled',
    to: 'governors',
    action: 'webhook.disable',
    mail: true,
    from: ({ target: { id, name: address }, detail }) => ({
      ...detail,
      webhook: { id, host: address.replace(/\/.*/, ''), address },
    }),
    data: byActor({
      webhook: z.object({
        id: uuid,
        host: z.string().max(255),
        address: z.string().max(255).optional().describe('Its host and path'),
      }),
      reason: z.enum(['failing', 'gone']),
    }),
    words: (of) =>
      of.reason === 'gone'
        ? `The webhook to ${of.webhook.address ?? of.webhook.host} was disabled: its receiver says that it is gone.`
        : `The webhook to ${of.webhook.address ?? of.webhook.host} was disabled: for days nothing but failures came of it.`,
  }),
} as const
