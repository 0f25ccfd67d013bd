import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { forgetEnv } from '#lib/env.ts'
import { MailError, mailIsOn, mailTimeout, sendMail } from '#lib/mail.ts'
import { type MailServer, startMailServer, useNoMailServer } from '#lib/testing/smtp.ts'

let server: MailServer
beforeAll(async () => {
  server = await startMailServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.manner = 'takes'
  server.arrived.length = 0
  server.use()
})
afterEach(useNoMailServer)

const letter = {
  to: 'grace@example.com',
  subject: 'Grüße, and one line',
  text: 'Plain words, “quoted”.\n.\nA line after a dot.\n',
  html: '<p>Plain words</p>',
}

test('a mail arrives whole: sender, recipient, subject, text and HTML', async () => {
  await sendMail(letter)
  const [mail] = server.arrived
  expect(mail).toMatchObject({ from: 'keys@example.com', to: ['grace@example.com'] })
  expect(mail?.headers.from).toBe('Latchwork <keys@example.com>')
  expect(mail?.headers.subject).toMatch(/^=\?UTF-8\?/)
  expect(mail?.parts['text/plain']?.replaceAll('\r\n', '\n').trim()).toBe(letter.text.trim())
  expect(mail?.parts['text/html']?.trim()).toBe(letter.html)
})

test('no line break in what people have typed makes a header', async () => {
  await sendMail({ ...letter, subject: 'Join\r\nBcc: eve@example.com\r\n\r\nand a body' })
  expect(server.arrived[0]?.to).toEqual(['grace@example.com'])
  expect(server.arrived[0]?.headers.bcc).toBeUndefined()
})

test('one address is one address, whatever is in it', async () => {
  await sendMail({ ...letter, to: 'grace@example.com, eve@example.com' }).catch(() => {})
  expect(server.arrived.flatMap(({ to }) => to)).not.toContain('eve@example.com')
})

test('a server that refuses is told of by its number, without a word of the mail', async () => {
  server.manner = 'refuses'
  const error = await sendMail(letter).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(MailError)
  expect(error).toMatchObject({ message: 'The mail server refused it with 550.', away: false })
})

test('a server that hangs is given up in time', async () => {
  server.manner = 'hangs'
  const begun = performance.now()
  await expect(sendMail(letter)).rejects.toMatchObject({ away: true })
  expect(performance.now() - begun).toBeLessThan(mailTimeout + 2_000)
}, 20_000)

test('a server that answers each step just in time is given up all the same', async () => {
  const slow = createServer((socket) => {
    const dribble = setInterval(() => socket.write('220-still here\r\n'), 500)
    socket.on('close', () => clearInterval(dribble))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
  const address = slow.address()
  process.env.SMTP_URL = `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  forgetEnv()
  const begun = performance.now()
  await expect(sendMail(letter)).rejects.toMatchObject({ away: true })
  expect(performance.now() - begun).toBeLessThan(mailTimeout + 2_000)
  await new Promise((resolve) => slow.close(resolve))
}, 20_000)

test('a server that is not there is told of at once', async () => {
  process.env.SMTP_URL = 'smtp://127.0.0.1:1'
  forgetEnv()
  await expect(sendMail(letter)).rejects.toMatchObject({
    message: 'The mail server could not be reached.',
    away: true,
  })
})

test('without the variable there is no mail', async () => {
  useNoMailServer()
  expect(mailIsOn()).toBe(false)
  await expect(sendMail(letter)).rejects.toBeInstanceOf(MailError)
})
