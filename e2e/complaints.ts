import { type BrowserContext, type ConsoleMessage, expect, type Response } from 'playwright/test'

/** What pages must not do: write errors to the console, throw, break their Content-Security-Policy, or meet a 5xx. */
export interface Complaints {
  /** Listens to every page of a context, from now on. */
  listenTo(context: BrowserContext): Promise<void>
  /** Takes what a test provokes on purpose: a refusal that the browser writes to the console, say. */
  expected(pattern: RegExp): void
  /** Everything heard that nobody expected. */
  unexpected(): readonly string[]
  /** @throws the assertion's error, with what was said, where anything was */
  none(): void
}

declare global {
  interface Window {
    latchworkViolation?: (text: string) => void
  }
}

/** Chromium says so of its own accord where a page is left while something loads. */
const leaving = /net::ERR_ABORTED|ERR_NETWORK_CHANGED/
/** And so wherever the contract refuses, which is an answer: the page has to show it, and its test to look for it. */
const refused = /status of 4\d\d .*\(http:[^)]*\/api\//

export function complaints(): Complaints {
  const heard: string[] = []
  const allowed: RegExp[] = []
  const onConsole = (message: ConsoleMessage) => {
    const told = message.type() === 'error' || /content security policy/i.test(message.text())
    const line = `console: ${message.text()} (${message.location().url})`
    if (told && !leaving.test(line) && !refused.test(line)) heard.push(line)
  }
  const onResponse = (response: Response) => {
    if (response.status() >= 500) heard.push(`${response.status()} of ${response.url()}`)
  }
  const unexpected = () => heard.filter((line) => !allowed.some((pattern) => pattern.test(line)))
  return {
    async listenTo(context) {
      context.on('console', onConsole)
      context.on('response', onResponse)
      context.on('weberror', (event) => heard.push(`thrown: ${event.error().stack ?? event.error().message}`))
      await context.exposeFunction('latchworkViolation', (text: string) => heard.push(`policy: ${text}`))
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          const at = `${event.sourceFile}:${event.lineNumber}`
          window.latchworkViolation?.(`${event.violatedDirective} by ${event.blockedURI} at ${at}`)
        })
      })
    },
    expected: (pattern) => void allowed.push(pattern),
    unexpected,
    none: () => expect(unexpected(), 'what pages complained of').toEqual([]),
  }
}
