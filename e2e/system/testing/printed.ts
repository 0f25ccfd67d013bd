import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runInNewContext } from 'node:vm'
import { expect } from 'vitest'

/*
 * Examples as vendors print them, run as they stand but for the host and what they leave to be filled in.
 */

/** What a program of a vendor's page came to. */
export interface Outcome {
  status: number
  type: string
  text: string
}

const run = promisify(execFile)

/**
 * Runs a curl example in a shell. That curl says the status besides is set from outside, so that not a letter of it is touched.
 * @param filled what stands in the place of what: its host, its placeholders
 */
export async function runShell(printed: string, filled: Readonly<Record<string, string>>): Promise<Outcome> {
  const home = await mkdtemp(join(tmpdir(), 'latchwork-curl-'))
  try {
    await writeFile(join(home, '.curlrc'), 'silent\nwrite-out = "\\n%{http_code} %{content_type}"\n')
    const env: NodeJS.ProcessEnv = {
      NODE_ENV: 'test',
      PATH: process.env.PATH ?? '',
      CURL_HOME: home,
      HOME: home,
    }
    const { stdout } = await run('sh', ['-c', fill(printed, filled)], { env })
    const at = stdout.lastIndexOf('\n')
    const [status = '', ...type] = stdout.slice(at + 1).split(' ')
    return { status: Number(status), type: type.join(' '), text: stdout.slice(0, at) }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

export function fill(printed: string, filled: Readonly<Record<string, string>>): string {
  return Object.entries(filled).reduce((text, [from, to]) => {
    expect(text).toContain(from)
    return text.replaceAll(from, to)
  }, printed)
}

/** As much of axios as an example of `axios.post` uses: JSON there and back, and a rejection for whatever is no success. */
const axios = {
  async post(url: string, data: unknown, { headers }: { headers: Record<string, string> }) {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/json, text/plain, */*',
        'content-type': 'application/json',
        ...headers,
      },
      body: JSON.stringify(data),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`Request failed with status code ${response.status}: ${text}`)
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      text,
      data: JSON.parse(text),
    }
  },
}

/**
 * Runs a JavaScript example that posts by axios and keeps the promise in a constant.
 * @param result the name of the constant
 */
export async function runScript(
  printed: string,
  filled: Readonly<Record<string, string>>,
  { result, token }: { result: string; token: string },
): Promise<Outcome & { data: unknown }> {
  return runInNewContext(`${fill(printed, filled)}\n;${result}`, { axios, token })
}

/** Where what a page prints is no JSON: a word in pointed brackets that stands for a text. */
const asJson = (printed: string) => JSON.parse(printed.replaceAll(/: (<[^>]*>)/g, ': "$1"')) as unknown

/**
 * Holds an answer against the one that a page prints: its fields are there, in the same order and of the same types. An answer may have
 * fields that this example of the page's leaves out, if another has them.
 */
export function expectLike(answer: unknown, printed: string): void {
  expectSameForm(answer, asJson(printed), '')
}

function expectSameForm(answer: unknown, printed: unknown, at: string): void {
  expect(kindOf(answer), at).toBe(kindOf(printed))
  if (Array.isArray(printed)) {
    for (const one of answer as unknown[]) expectSameForm(one, printed[0], `${at}[]`)
  } else if (typeof printed === 'object' && printed !== null) {
    const fields = answer as Record<string, unknown>
    const names = Object.keys(printed)
    expect(
      Object.keys(fields).filter((name) => names.includes(name)),
      at,
    ).toEqual(names)
    for (const [name, value] of Object.entries(printed)) expectSameForm(fields[name], value, `${at}.${name}`)
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value !== 'string') return value === null ? 'null' : typeof value
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) ? 'instant' : 'string'
}
