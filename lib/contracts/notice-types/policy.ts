import { z } from 'zod'
import { instant, uuid } from '../fields.ts'
import { day, nameOf, noticeOf, ofKeyBy } from './type.ts'

const requester = z.object({ id: uuid, name: z.string().max(200) }).describe('Who asked')
const listed = (names: readonly string[]) =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')

/** What a policy asks, and what is asked of those who may except from it. */
export const policyNotices = {
  'policy.announced': noticeOf({
    title: 'New policy',
    to: 'owner',
    action: null,
    mail: true,
    data: z.object({
      policy: z.object({ scopeId: uuid, name: z.string().max(100).describe('Whose policy it is') }),
      from: instant.describe('Since when it is in force, or will be'),
      days: z.int().min(0).describe('Full days that were left; 0: none'),
      keys: z.int().min(1).describe('Keys of one’s own that break it and are changed or disabled then'),
    }),
    words: (of) =>
      `The policy of ${of.policy.name} ${of.days === 0 ? 'asks' : 'will ask'} more of keys ${of.days === 0 ? 'since' : 'as of'} ${day(of.from)}${of.days === 0 ? '' : ' on'}: ${of.keys === 1 ? 'one of yours breaks it and is' : `${of.keys} of yours break it and are`} changed or disabled then.`,
  }),
  'approval.requested': noticeOf({
    title: 'Approval asked for',
    to: 'governors',
    action: 'approval.request',
    mail: true,
    data: ofKeyBy({
      approval: uuid,
      adds: z.array(z.string().max(100)).max(2000).describe('What the key would come to hold'),
      reason: z.string().max(1000),
    }),
    words: (of) =>
      `${of.actor.name} asks that the key ${nameOf(of)} may do more: ${listed(of.adds)}.${of.reason ? ` “${of.reason}”` : ''}`,
  }),
  'approval.approved': noticeOf({
    title: 'Request approved',
    to: 'member',
    action: 'approval.approve',
    mail: true,
    data: ofKeyBy({ approval: uuid, requester, answer: z.string().max(1000).nullish() }),
    words: (of) =>
      `${of.actor.name} approved what you asked for the key ${nameOf(of)}. It holds it now.${of.answer ? ` “${of.answer}”` : ''}`,
  }),
  'approval.declined': noticeOf({
    title: 'Request declined',
    to: 'member',
    action: 'approval.decline',
    mail: true,
    data: ofKeyBy({ approval: uuid, requester, answer: z.string().max(1000).nullish() }),
    words: (of) =>
      `${of.actor.name} declined what you asked for the key ${nameOf(of)}${of.answer ? `: “${of.answer}”` : ''}. It stays as it is.`,
  }),
} as const
