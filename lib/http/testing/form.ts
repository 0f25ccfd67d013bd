import { jsonText, Raw } from './hostile.ts'

/** A body as a form: a list is its parameter several times, and what is no text is written as JSON has it. */
export function formText(body: unknown): string {
  if (typeof body !== 'object' || body === null || body instanceof Raw) return jsonText(body)
  const pairs = Object.entries(body).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined)
      .map((one): [string, string] => [name, typeof one === 'string' ? one : jsonText(one)]),
  )
  return new URLSearchParams(pairs).toString()
}

/** The parameters that OAuth lets be repeated (RFC 8693, section 2.1; RFC 8707, section 2). */
const lists = new Set(['audience', 'resource'])

/** A form's parameters; null where one is there twice that may not be. What has no value is left out (RFC 6749, section 3.2). */
export function formFields(text: string): Record<string, string | string[]> | null {
  const params = new URLSearchParams(text)
  const names = [...new Set(params.keys())]
  if (names.some((name) => !lists.has(name) && params.getAll(name).length > 1)) return null
  return Object.fromEntries(
    names
      .map((name) => [name, params.getAll(name).filter((value) => value !== '')] as const)
      .filter(([, values]) => values.length > 0)
      .map(([name, values]) => [name, lists.has(name) ? values : (values[0] ?? '')]),
  )
}

/** A body in the way that its operation takes one. */
export const bodyText = (encoding: 'json' | 'form', body: unknown): string =>
  encoding === 'form' ? formText(body) : jsonText(body)
