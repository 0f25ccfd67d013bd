export type Language = 'shell' | 'typescript' | 'python' | 'go' | 'json' | 'text'

/** What a stretch of code is. `secret` is a placeholder to be filled in, the one thing that is coloured loudly. */
export type TokenKind = 'plain' | 'comment' | 'string' | 'keyword' | 'number' | 'secret'

export interface Token {
  kind: TokenKind
  text: string
}

const keywords: Record<Language, ReadonlySet<string>> = {
  shell: new Set(['curl', 'export', 'echo', 'npm', 'npx', 'if', 'then', 'fi', 'for', 'do', 'done']),
  typescript: new Set(
    'import from export const let await async function return if else for of try catch new throw type interface typeof true false null undefined'.split(
      ' ',
    ),
  ),
  python: new Set(
    'import from as def return if elif else with for in not and or raise True False None print await async'.split(
      ' ',
    ),
  ),
  go: new Set(
    'package import func return if else for range var const type struct defer go nil true false'.split(' '),
  ),
  json: new Set(['true', 'false', 'null']),
  text: new Set(),
}

const comments: Record<Language, string> = {
  shell: '(?<=^|\\s)#[^\\n]*',
  typescript: '\\/\\/[^\\n]*',
  python: '#[^\\n]*',
  go: '\\/\\/[^\\n]*',
  json: '(?!)',
  text: '(?!)',
}

function pattern(language: Language): RegExp {
  return new RegExp(
    [
      `(?<comment>${comments[language]})`,
      '(?<secret>\\$\\{?[A-Z][A-Z0-9_]*\\}?)',
      `(?<string>"(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|\`(?:[^\`\\\\]|\\\\.)*\`)`,
      '(?<number>(?<![\\w.-])\\d+(?:\\.\\d+)?(?![\\w.-]))',
      '(?<word>[A-Za-z_][A-Za-z0-9_]*)',
    ].join('|'),
    'gm',
  )
}

/** Splits a string that names a variable (`"Bearer $KEY"`), so that the variable stands out in it. */
function splitString(text: string): Token[] {
  return text
    .split(/(\$\{?[A-Z][A-Z0-9_]*\}?)/u)
    .filter(Boolean)
    .map((part) => ({ kind: /^\$/u.test(part) ? 'secret' : 'string', text: part }))
}

/**
 * Cuts code into tokens to be coloured. It knows as much of each language as the examples on our pages need: a
 * stretch it does not know stays plain. The tokens' texts joined are always the code.
 */
export function tokenize(code: string, language: Language): Token[] {
  if (language === 'text') return [{ kind: 'plain', text: code }]
  const tokens: Token[] = []
  let at = 0
  for (const match of code.matchAll(pattern(language))) {
    const { comment, secret, string, number, word } = match.groups ?? {}
    if (word !== undefined && !keywords[language].has(word)) continue
    if (match.index > at) tokens.push({ kind: 'plain', text: code.slice(at, match.index) })
    if (comment !== undefined) tokens.push({ kind: 'comment', text: comment })
    else if (secret !== undefined) tokens.push({ kind: 'secret', text: secret })
    else if (string !== undefined) tokens.push(...splitString(string))
    else tokens.push({ kind: number === undefined ? 'keyword' : 'number', text: match[0] })
    at = match.index + match[0].length
  }
  if (at < code.length) tokens.push({ kind: 'plain', text: code.slice(at) })
  return tokens
}
