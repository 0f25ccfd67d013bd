import { type ApiRequest, addressOf, formPairs } from './request.ts'

/**
 * Text as one word of a POSIX shell: in single quotes nothing means anything but the quote itself.
 * Source: POSIX.1-2024, Shell Command Language, 2.2.2.
 */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** The request as a curl command, a line an option. The credential comes from the environment. */
export function curlSnippet(request: ApiRequest): string {
  const { method, origin, headers, body, encoding, credential, secretHeaders = {} } = request
  const options: string[] = []
  if (method !== (body === undefined ? 'GET' : 'POST')) options.push(`-X ${method}`)
  if (credential) options.push(`-H "Authorization: Bearer $${credential}"`)
  for (const [name, variable] of Object.entries(secretHeaders)) options.push(`-H "${name}: $${variable}"`)
  for (const [name, value] of Object.entries(headers)) options.push(`-H ${shellWord(`${name}: ${value}`)}`)
  if (body !== undefined && encoding === 'form') {
    // What stands before the first = is the name, and the rest is the value as it is.
    for (const [name, value] of formPairs(body))
      options.push(`--data-urlencode ${shellWord(`${name}=${value}`)}`)
  } else if (body !== undefined) {
    options.push('-H "Content-Type: application/json"')
    // --data-raw: with -d, a text that begins with @ would name a file.
    options.push(`--data-raw ${shellWord(jsonText(body))}`)
  }
  return [`curl ${shellWord(origin + addressOf(request))}`, ...options].join(' \\\n  ')
}

/** The request with fetch, as a module of Node, Deno, Bun or a bundler runs it. */
export function typescriptSnippet(request: ApiRequest): string {
  const { method, origin, headers, body, encoding, credential, secretHeaders = {} } = request
  const sent = [
    ...(credential ? [`    Authorization: \`Bearer \${process.env.${credential}}\`,`] : []),
    ...Object.entries(secretHeaders).map(
      ([name, variable]) => `    ${scriptText(name)}: \`\${process.env.${variable}}\`,`,
    ),
    ...Object.entries(headers).map(([name, value]) => `    ${scriptText(name)}: ${scriptText(value)},`),
    // With a form, fetch says itself what it sends.
    ...(body === undefined || encoding === 'form' ? [] : [`    'Content-Type': 'application/json',`]),
  ]
  const options = [
    ...(method === 'GET' ? [] : [`  method: '${method}',`]),
    ...(sent.length > 0 ? ['  headers: {', ...sent, '  },'] : []),
    ...(body === undefined ? [] : [`  body: ${indent(scriptBody(body, encoding), '  ')},`]),
  ]
  const url = scriptText(origin + addressOf(request))
  return [
    options.length > 0
      ? `const response = await fetch(${url}, {\n${options.join('\n')}\n})`
      : `const response = await fetch(${url})`,
    'const text = await response.text()',
    `if (!response.ok) throw new Error(\`\${response.status} \${text}\`)`,
    'console.log(text)',
  ].join('\n')
}

/** The request with `requests`, the library that most Python code calls HTTP with. */
export function pythonSnippet(request: ApiRequest): string {
  const { method, origin, headers, body, encoding, credential, secretHeaders = {} } = request
  const sent = [
    ...(credential ? [`        "Authorization": f"Bearer {os.environ['${credential}']}",`] : []),
    ...Object.entries(secretHeaders).map(
      ([name, variable]) => `        ${pythonLiteral(name)}: os.environ["${variable}"],`,
    ),
    ...Object.entries(headers).map(
      ([name, value]) => `        ${pythonLiteral(name)}: ${pythonLiteral(value)},`,
    ),
  ]
  return [
    ...(credential || Object.keys(secretHeaders).length > 0 ? ['import os', ''] : []),
    'import requests',
    '',
    `response = requests.${method.toLowerCase()}(`,
    `    ${pythonLiteral(origin + addressOf(request))},`,
    ...(sent.length > 0 ? ['    headers={', ...sent, '    },'] : []),
    ...(body === undefined
      ? []
      : [`    ${encoding === 'form' ? 'data' : 'json'}=${indent(pythonLiteral(body), '    ')},`]),
    '    timeout=10,',
    ')',
    'response.raise_for_status()',
    'print(response.text)',
  ].join('\n')
}

/** A form as an object, or as pairs where a parameter is there several times. */
function scriptBody(body: unknown, encoding: ApiRequest['encoding']): string {
  if (encoding !== 'form') return `JSON.stringify(${scriptLiteral(body)})`
  const repeats = Object.values(body as object).some(Array.isArray)
  return `new URLSearchParams(${scriptLiteral(repeats ? formPairs(body) : body)})`
}

const indent = (text: string, by: string) => text.replaceAll('\n', `\n${by}`)

/** A text in single quotes, as this house writes TypeScript. */
function scriptText(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${inner}'`
}

/** A value of JSON as an expression of TypeScript, keys bare where they may be. */
function scriptLiteral(value: unknown): string {
  if (typeof value === 'string') return scriptText(value)
  return compound(value, scriptLiteral, scriptName) ?? JSON.stringify(value)
}

/** JSON as one would lay it out by hand: what is short stays on one line. */
export function jsonText(value: unknown): string {
  return compound(value, jsonText, JSON.stringify, '') ?? JSON.stringify(value)
}

/** `__proto__` as a bare or quoted name would set the prototype (ECMA-262, B.3.1); computed, it is a name like any. */
function scriptName(name: string): string {
  if (name === '__proto__') return `['__proto__']`
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : scriptText(name)
}

/** A value of JSON as an expression of Python. The escapes of a JSON string are among those of a Python one. */
function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return compound(value, pythonLiteral, JSON.stringify, ',', '    ') ?? JSON.stringify(value)
}

/**
 * A list or an object, on one line where it is short and flat, else a line an entry; null for anything else.
 * @param last what stands after the last line
 */
function compound(
  value: unknown,
  literal: (value: unknown) => string,
  nameOf: (name: string) => string,
  last = ',',
  step = '  ',
): string | null {
  if (typeof value !== 'object' || value === null) return null
  const list = Array.isArray(value)
  const entries = list
    ? value.map(literal)
    : Object.entries(value).map(([name, held]) => `${nameOf(name)}: ${literal(held)}`)
  const [open, close] = list ? '[]' : '{}'
  if (entries.length === 0) return `${open}${close}`
  const inner = entries.join(', ')
  const pad = list || step.length > 2 ? '' : ' '
  if (inner.length <= 56 && !inner.includes('\n')) return `${open}${pad}${inner}${pad}${close}`
  const lines = entries.map((entry) => `${step}${indent(entry, step)}`)
  return `${open}\n${lines.join(',\n')}${last}\n${close}`
}
