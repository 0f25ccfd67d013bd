import type { Delivery } from '#lib/contracts/invitations.ts'
import { database } from '#lib/db/client.ts'
import { log } from '#lib/log.ts'
import { MailError, mailIsOn, sendMail } from '#lib/mail.ts'
import type { Ctx } from '../context.ts'
import { TooManyAttempts, takeAttempt } from '../sessions/limits.ts'
import { invitationMail, type Letter } from './letter.ts'
import { tokenDigest } from './token.ts'

/** A new link on its way to somebody, or to whoever is given it. */
export interface NewLink extends Omit<Letter, 'to'> {
  invitationId: string
  email: string | null
}

/** What became of a link, and when the mail server took it. */
export interface Outcome {
  delivery: Delivery
  mailedAt: string | null
}

/** How many mails are under way at a time. */
const together = 5

/**
 * Brings new links to where they belong: by mail where there is a server and an address, else into the answer. Never throws, and
 * never takes longer than a mail server is waited for: where the server is away, the rest is not tried. So many an hour are mailed to
 * one address, and for one organization: the server's mail is not for flooding anybody with what an inviter likes to be called.
 *
 * Where there is no mail server, the link is logged as well. This is the only place at which one is: whoever reads the log can join.
 */
export async function deliver(links: readonly NewLink[], ctx: Ctx): Promise<Outcome[]> {
  const { requestId } = ctx.origin
  if (!mailIsOn()) {
    for (const { invitationId, email, url } of links)
      log.info(
        { requestId, invitationId, email, url },
        'no mail server is set (SMTP_URL): hand this invitation on yourself; whoever has the link can accept it',
      )
    return links.map((link) => ({ delivery: handOn(link), mailedAt: null }))
  }
  const done: Outcome[] = []
  let away: string | null = null
  while (done.length < links.length) {
    const next = links.slice(done.length, done.length + together)
    const outcomes = await Promise.all(next.map((link) => (away ? failed(link, away) : mailed(link, ctx))))
    done.push(...outcomes.map(({ delivery, mailedAt }) => ({ delivery, mailedAt })))
    away ??= outcomes.find((outcome) => outcome.away)?.delivery.problem ?? null
  }
  return done
}

interface Tried extends Outcome {
  /** The mail server is away: there is no point in trying the rest. */
  away: boolean
}

async function mailed(link: NewLink, { organizationId, origin: { requestId } }: Ctx): Promise<Tried> {
  if (link.email === null) return { delivery: handOn(link), mailedAt: null, away: false }
  try {
    await takeAttempt('letter', link.email)
    await takeAttempt('letters', organizationId ?? '')
    await sendMail(invitationMail({ ...link, to: link.email }))
    const mailedAt = await noteMailed(link)
    return { delivery: { mailed: true, url: null, problem: null }, mailedAt, away: false }
  } catch (error) {
    const { invitationId } = link
    if (error instanceof TooManyAttempts)
      return failed(
        link,
        'Too many invitations were mailed lately; hand this one on yourself, or wait an hour.',
      )
    log.warn({ err: error, requestId, invitationId }, 'an invitation could not be mailed')
    if (!(error instanceof MailError)) return failed(link, 'The mail could not be sent.')
    return { ...failed(link, error.message), away: error.away }
  }
}

/** That the mailbox has the link which counts, so that whoever opens it has shown the address to be theirs. */
async function noteMailed({ invitationId: id, url }: NewLink): Promise<string> {
  const mailedAt = new Date()
  await database().prisma.invitation.updateMany({
    where: { id, tokenDigest: tokenDigest(new URL(url).hash.slice(1)) },
    data: { mailedAt },
  })
  return mailedAt.toISOString()
}

const handOn = ({ url }: NewLink): Delivery => ({ mailed: false, url, problem: null })

const failed = (link: NewLink, problem: string): Tried => ({
  delivery: { ...handOn(link), problem: link.email === null ? null : problem },
  mailedAt: null,
  away: false,
})
