import { z } from 'zod'

/** A uuid as we write it. For what nobody but us should have written, such as a claim of a token. */
export const ownUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** True for a uuid as we write it, and for nothing else of whatever kind. */
export const isOwnUuid = (value: unknown): value is string => typeof value === 'string' && ownUuid.test(value)

/** A uuid as anybody may write it: what tells an id from a name, where either may stand. */
export const anyUuid = new RegExp(ownUuid, 'i')

/** A uuid, in lower case whatever the caller sent. */
export const uuid = z.guid().max(36).toLowerCase()

/** The last instant whose year has four digits in every form we write it. */
export const lastInstant = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** An instant, ISO 8601 with `Z` or an offset; years 1970 to 9999 of UTC. */
export const instant = z.iso
  .datetime({ offset: true, error: 'Expected an instant such as 2027-01-31T12:00:00Z' })
  .max(40)
  .refine(
    (value) => Date.parse(value) >= 0 && Date.parse(value) <= lastInstant,
    'Not an instant from 1970 to 9999',
  )

const controlCharacters = /\p{Cc}/u
const controlCharactersButLines = /[^\P{Cc}\t\n\r]/u

/** Invisible, and turn the words around them about: those of a sentence that names the text, too. (Unicode, UAX #9.) */
const directionMarks = /\p{Bidi_Control}/u
const keepsDirection = (value: string) => !directionMarks.test(value)
const turnsAround = 'Holds an invisible character that turns the direction of text around'

/** One line of text, trimmed, to be named in sentences. PostgreSQL refuses NUL and lone surrogates, so both are refused here. */
export const line = (max: number, min = 1) =>
  z
    .string()
    .max(max)
    .trim()
    .min(min)
    .refine(
      (value) => value.isWellFormed() && !controlCharacters.test(value),
      'Holds a character that cannot be kept',
    )
    .refine(keepsDirection, turnsAround)

/** Text of several lines that is somebody's data, kept as it is but for its ends. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .trim()
    .refine(
      (value) => value.isWellFormed() && !controlCharactersButLines.test(value),
      'Holds a character that cannot be kept',
    )

/** Text of several lines for people, kept as it is but for its ends. */
export const prose = (max: number) => text(max).refine(keepsDirection, turnsAround)

export const email = z.email().max(254).trim().toLowerCase()

/** A new password: 12 to 200 characters (NIST SP 800-63B: length, no composition rules). */
export const newPassword = z
  .string()
  .min(12, 'At least 12 characters')
  .max(200)
  .refine((value) => value.isWellFormed() && !value.includes('\0'), 'Holds a character that cannot be kept')

/** A whole number in an address, which travels as its decimal digits: `0x10`, `1e1` and ` 5` are none. */
export const digits = <T extends z.ZodType>(number: T) =>
  z.preprocess((sent, { addIssue }) => {
    if (typeof sent !== 'string') return sent
    if (/^-?\d+$/.test(sent)) return Number(sent)
    addIssue('Must be a whole number')
    return z.NEVER
  }, number)

/** A page of a list: the cursor that the last page gave. */
export const cursor = z.string().max(500)
export const limit = digits(z.int().min(1).max(200).default(50))

/** A query parameter that may be given once with commas: `status=active,disabled`. */
export const commaList = <T extends z.ZodType<unknown, string>>(item: T, max: number) =>
  z
    .string()
    .max(4000)
    .transform((value) => value.split(',').filter((part) => part !== ''))
    .pipe(z.array(item).min(1).max(max))

/** A query parameter that is a yes or a no. */
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
