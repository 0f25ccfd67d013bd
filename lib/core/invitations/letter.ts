import type { Mail } from '#lib/mail.ts'

export interface Letter {
  to: string
  organization: string
  invitedBy: string
  role: string
  projects: readonly string[]
  url: string
  expiresAt: Date
}

const roleText: Readonly<Record<string, string>> = {
  OWNER: 'an owner, who may do everything',
  ADMIN: 'an admin, who governs its keys and people',
  MEMBER: 'a member, who makes and uses keys',
  VIEWER: 'a viewer, who sees its keys and what they do',
}

/** The mail that brings an invitation: the same words as plain text and as HTML. */
export function invitationMail(letter: Letter): Mail {
  const { to, organization, invitedBy, url } = letter
  const where = letter.projects.length > 0 ? ` In reach: ${letter.projects.join(', ')}.` : ''
  const lead = `${invitedBy} invites you to ${organization} on Latchwork, as ${roleText[letter.role] ?? letter.role}.${where}`
  const end = `The link works once, and until ${minute(letter.expiresAt)}.`
  const foot = `It was sent to ${to}. If you did not expect it, do nothing: without the link nobody can join in your name.`
  return {
    to,
    subject: `Join ${organization} on Latchwork`,
    text: `${lead}\n\nAccept the invitation:\n${url}\n\n${end}\n\n${foot}\n`,
    html: page({ title: `Join ${organization}`, lead, url, end, foot }),
  }
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

/** Paper, ink and one brass accent, in what every mail program draws: a table, styles inline, no picture to fetch. */
function page(words: { title: string; lead: string; url: string; end: string; foot: string }): string {
  const { title, lead, url, end, foot } = Object.fromEntries(
    Object.entries(words).map(([name, text]) => [name, inHtml(text)]),
  ) as typeof words
  const font = "font-family:Geist,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>${title}</title>
</head>
<body style="margin:0;padding:0;background:#faf9f7;${font};color:#1b1916">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#faf9f7">
<tr><td align="center" style="padding:40px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:480px;background:#ffffff;border:1px solid #e9e5df;border-radius:10px">
<tr><td style="padding:28px 32px 0;font-size:13px;line-height:20px;font-weight:600;color:#8a5f0a">Latchwork</td></tr>
<tr><td style="padding:12px 32px 0;font-size:20px;line-height:28px;font-weight:600">${title}</td></tr>
<tr><td style="padding:8px 32px 0;font-size:14px;line-height:22px;color:#5f5950">${lead}</td></tr>
<tr><td style="padding:24px 32px 0"><a href="${url}" style="display:inline-block;padding:10px 18px;background:#1b1916;border-radius:6px;color:#faf9f7;font-size:14px;line-height:20px;font-weight:600;text-decoration:none">Accept the invitation</a></td></tr>
<tr><td style="padding:20px 32px 28px;font-size:13px;line-height:20px;color:#5f5950">${end}<br>If the button does nothing, open this address: <a href="${url}" style="color:#8a5f0a;word-break:break-all">${url}</a></td></tr>
<tr><td style="padding:16px 32px;border-top:1px solid #e9e5df;font-size:12px;line-height:18px;color:#7a736a">${foot}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
}
