import { createTransport } from 'nodemailer'
import { env } from '#lib/env.ts'

/** Milliseconds after which a mail server that has not taken a mail is given up. */
export const mailTimeout = 10_000

/** One mail to one person. */
export interface Mail {
  to: string
  /** One line. */
  subject: string
  /** What is read where HTML is not. */
  text: string
  html?: string
}

/** A mail that the server did not take. `message` is fit for who runs the server or asked for the mail; it holds nothing of the mail. */
export class MailError extends Error {
  /** True where no server took part: it did not answer, or not in time. The next mail would fare no better. */
  readonly away: boolean

  constructor(message: string, away: boolean, cause?: unknown) {
    super(message, { cause })
    this.name = 'MailError'
    this.away = away
  }
}

/** Whether there is a mail server at all. */
export function mailIsOn(): boolean {
  return env().SMTP_URL !== undefined
}

/**
 * Sends one mail through `SMTP_URL`, from `MAIL_FROM`. Resolves once the server has taken it: whether it arrives is out of our sight.
 * It is never tried again here, and always over within `mailTimeout`.
 * @throws MailError where there is no mail server, or it does not take the mail
 */
export async function sendMail({ to, subject, text, html }: Mail): Promise<void> {
  const { SMTP_URL: url, MAIL_FROM: from } = env()
  if (!url || !from) throw new MailError('No mail server is set (SMTP_URL).', true)
  const transport = createTransport({
    url,
    connectionTimeout: mailTimeout,
    greetingTimeout: mailTimeout,
    socketTimeout: mailTimeout,
    dnsTimeout: mailTimeout,
    // What a mail says is partly what people have typed; none of it may name a file or an address to be read.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new MailError('The mail server did not answer in time.', true)),
    mailTimeout,
  )
  try {
    // Each step has its own limit above, and a server that answers each just in time could still take minutes.
    await Promise.race([
      transport.sendMail({ from, to: { name: '', address: to }, subject, text, html }),
      late.promise,
    ])
  } catch (error) {
    throw error instanceof MailError ? error : mailError(error)
  } finally {
    clearTimeout(timer)
    transport.close()
  }
}

/** What the server said may repeat the recipient, and no more of a mail than that. */
function mailError(error: unknown): MailError {
  const { responseCode, code } = error as { responseCode?: number; code?: string }
  if (code === 'EAUTH') return new MailError('The mail server refused our sign-in (SMTP_URL).', true, error)
  if (responseCode !== undefined)
    return new MailError(`The mail server refused it with ${responseCode}.`, false, error)
  if (code === 'ETIMEDOUT') return new MailError('The mail server did not answer in time.', true, error)
  return new MailError('The mail server could not be reached.', true, error)
}
