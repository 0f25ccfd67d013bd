import { noticePlace, noticeWords } from '#lib/contracts/notices.ts'
import type { Mail } from '#lib/mail.ts'

/** How many notices one mail has in full. */
const most = 25

export interface NoticeLetter {
  to: string
  organization: string
  /** Where the portal is. */
  origin: string
  notices: readonly { type: string; at: Date; data: unknown }[]
}

/** A mail that tells one person of notices: the same words as plain text and as HTML. */
export function noticeMail({ to, organization, origin, notices }: NoticeLetter): Mail {
  const told = notices.slice(0, most).map(({ type, at, data }) => ({
    ...noticeWords(type, data),
    at: minute(at),
    url: `${origin}${noticePlace(type, data) ?? '/inbox'}`,
  }))
  const more = notices.length - told.length
  const [first] = told
  const subject =
    first && notices.length === 1
      ? `${first.title}${nameOf(notices[0]?.data)}`
      : `${notices.length.toLocaleString('en')} notices${alike(notices) ? `: ${first?.title}` : ''}`
  const rest = more > 0 ? `And ${more.toLocaleString('en')} more: ${origin}/inbox` : ''
  const foot = `You get this because of your choice for ${organization}. Change it: ${origin}/inbox?preferences=1`
  return {
    to,
    subject: `[${organization}] ${subject}`,
    text: [
      ...told.map(({ title, text, at, url }) => `${title}\n${text}\n${at}\n${url}`),
      ...(rest ? [rest] : []),
      foot,
      '',
    ].join('\n\n'),
    html: page({ organization, told, rest, foot, origin }),
  }
}

const alike = (notices: NoticeLetter['notices']) => new Set(notices.map(({ type }) => type)).size === 1

const nameOf = (data: unknown) => {
  const name = (data as { key?: { name?: string } } | null)?.key?.name
  return name === undefined ? '' : `: ${name}`
}

/** `28 November 2026, 09:30 UTC` */
function minute(instant: Date): string {
  const day = instant.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  return `${day}, ${instant.toISOString().slice(11, 16)} UTC`
}

const escaped: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const inHtml = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => escaped[sign] ?? sign)

interface Page {
  organization: string
  told: readonly { title: string; text: string; at: string; url: string }[]
  rest: string
  foot: string
  origin: string
}

/** Paper, ink and one brass accent, in what every mail program draws: a table, styles inline, no picture to fetch. */
function page({ organization, told, rest, foot, origin }: Page): string {
  const font = "font-family:Geist,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
  const rows = told
    .map(
      ({ title, text, at, url }) => `<tr><td style="padding:20px 32px 0">
<a href="${inHtml(url)}" style="font-size:15px;line-height:22px;font-weight:600;color:#1b1916;text-decoration:none">${inHtml(title)}</a>
<div style="padding-top:2px;font-size:14px;line-height:22px;color:#5f5950">${inHtml(text)}</div>
<div style="padding-top:2px;font-size:12px;line-height:18px;color:#7a736a">${inHtml(at)} · <a href="${inHtml(url)}" style="color:#8a5f0a">Open in Latchwork</a></div>
</td></tr>`,
    )
    .join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>${inHtml(organization)}</title>
</head>
<body style="margin:0;padding:0;background:#faf9f7;${font};color:#1b1916">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#faf9f7">
<tr><td align="center" style="padding:40px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px;background:#ffffff;border:1px solid #e9e5df;border-radius:10px">
<tr><td style="padding:28px 32px 0;font-size:13px;line-height:20px;font-weight:600;color:#8a5f0a">Latchwork · ${inHtml(organization)}</td></tr>
${rows}
${rest ? `<tr><td style="padding:20px 32px 0;font-size:13px;line-height:20px"><a href="${inHtml(origin)}/inbox" style="color:#8a5f0a">${inHtml(rest.replace(/: \S+$/, ''))}</a></td></tr>` : ''}
<tr><td style="padding:24px 32px 0"></td></tr>
<tr><td style="padding:16px 32px;border-top:1px solid #e9e5df;font-size:12px;line-height:18px;color:#7a736a">${inHtml(foot.replace(/ Change it: \S+$/, ''))} <a href="${inHtml(origin)}/inbox?preferences=1" style="color:#8a5f0a">Change it</a></td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
}
