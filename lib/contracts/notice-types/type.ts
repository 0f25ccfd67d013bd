import { z } from 'zod'
import { actorRef, owner } from '../api-key.ts'
import { uuid } from '../fields.ts'

/**
 * Whose inbox a notice lands in. Never that of whoever did it.
 *
 * - `owner`: of the key; for a service account's the member who answers for it, or where there is none those who govern.
 * - `owner-and-governors`: these and every owner and admin.
 * - `governors`: every owner and admin.
 * - `member`: the person whom it is about.
 */
export type Audience = 'owner' | 'owner-and-governors' | 'governors' | 'member'

/** An audit event, as much as a notice is made of. */
export interface Told {
  target: { id: string; name: string }
  detail: Readonly<Record<string, unknown>>
}

export interface NoticeType<D extends z.ZodObject = z.ZodObject> {
  /** What happened, as lists, subjects of mails and settings name it. */
  title: string
  to: Audience
  /** The action in the audit log that it tells of; null: a job finds it. */
  action: string | null
  /** What of the event the data is made of, where its detail is not written that way already. */
  from?: (event: Told) => object
  /** Of somebody who ought not to be there, perhaps: goes out by mail at once. */
  urgent?: true
  /** Whether it goes out by mail to those who have not chosen. */
  mail: boolean
  data: D
  /** What happened, in a sentence. */
  words: (data: z.output<D>) => string
}

/** A type, with its data known to its sentence. */
export const noticeOf = <D extends z.ZodObject>(type: NoticeType<D>): NoticeType<D> => type

/** A name or an address of a person, as the log has it. */
export const name = z.string().max(320)
const actor = actorRef.describe('Who did it')

/** What every notice about a key holds of it, as it was when the notice was written. */
export const keyFacts = {
  key: z.object({
    id: uuid,
    name: z.string().max(100),
    mask: z.string().max(100),
    generation: z.int().min(1),
  }),
  project: z.object({ id: uuid, name: z.string().max(100) }),
  owner,
}
export type KeyFacts = z.output<z.ZodObject<typeof keyFacts>>

export const ofKey = <S extends z.ZodRawShape>(shape: S) => z.object({ ...keyFacts, ...shape })
export const byActor = <S extends z.ZodRawShape>(shape: S) => z.object({ actor, ...shape })
export const ofKeyBy = <S extends z.ZodRawShape>(shape: S) => ofKey({ actor, ...shape })

export const nameOf = ({ key }: { key: { name: string } }) => `“${key.name}”`
export const day = (at: string) => `${at.slice(0, 10)} at ${at.slice(11, 16)} UTC`
export const days = (count: number) => (count === 1 ? 'a day' : `${count} days`)

/** A change as the audit log has it. */
interface Change {
  from: unknown
  to: unknown
}
const sideOf = (change: unknown, side: keyof Change): unknown =>
  typeof change === 'object' && change !== null && side in change ? (change as Change)[side] : null
export const fromOf = (change: unknown) => sideOf(change, 'from')
export const toOf = (change: unknown) => sideOf(change, 'to')
