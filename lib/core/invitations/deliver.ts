import type { Delivery } from '#lib/contracts/invitations.ts'
import { log } from '#lib/log.ts'
import { MailError, mailIsOn, sendMail } from '#lib/mail.ts'
import { invitationMail, type Letter } from './letter.ts'

/** A new link on its way to somebody, or to whoever is given it. */
export interface NewLink extends Omit<Letter, 'to'> {
  invitationId: string
  email: string | null
}

/** How many mails are under way at a time. */
const together = 5

/**
 * Brings new links to where they belong: by mail where there is a server and an address, else into the answer. Never throws, and
 * never takes longer than a mail server is waited for: where the server is away, the rest is not tried.
 *
 * Where there is no mail server, the link is logged as well. This is the only place at which one is: whoever reads the log can join.
 */
export async function deliver(links: readonly NewLink[], requestId: string): Promise<Delivery[]> {
  if (!mailIsOn()) {
    for (const { invitationId, email, url } of links)
      log.info(
        { requestId, invitationId, email, url },
        'no mail server is set (SMTP_URL): hand this invitation on yourself; whoever has the link can accept it',
      )
    return links.map(handOn)
  }
  const done: Delivery[] = []
  let away: string | null = null
  while (done.length < links.length) {
    const next = links.slice(done.length, done.length + together)
    const outcomes = await Promise.all(
      next.map((link) => (away ? failed(link, away) : mailed(link, requestId))),
    )
    done.push(...outcomes.map(({ delivery }) => delivery))
    away ??= outcomes.find((outcome) => outcome.away)?.delivery.problem ?? null
  }
  return done
}

interface Outcome {
  delivery: Delivery
  away: boolean
}

async function mailed(link: NewLink, requestId: string): Promise<Outcome> {
  if (link.email === null) return { delivery: handOn(link), away: false }
  try {
    await sendMail(invitationMail({ ...link, to: link.email }))
    return { delivery: { mailed: true, url: null, problem: null }, away: false }
  } catch (error) {
    const { invitationId } = link
    log.warn({ err: error, requestId, invitationId }, 'an invitation could not be mailed')
    if (!(error instanceof MailError)) return failed(link, 'The mail could not be sent.')
    return { ...failed(link, error.message), away: error.away }
  }
}

const handOn = ({ url }: NewLink): Delivery => ({ mailed: false, url, problem: null })

const failed = (link: NewLink, problem: string): Outcome => ({
  delivery: { ...handOn(link), problem: link.email === null ? null : problem },
  away: false,
})
