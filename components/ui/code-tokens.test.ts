import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Language, tokenize } from './code-tokens.ts'

const languages: Language[] = ['shell', 'typescript', 'python', 'json', 'text']

test('colouring never changes the code that is shown', () => {
  fc.assert(
    fc.property(fc.constantFrom(...languages), fc.string({ maxLength: 200 }), (language, code) => {
      expect(
        tokenize(code, language)
          .map((token) => token.text)
          .join(''),
      ).toBe(code)
    }),
  )
})

test('a variable stands out inside the string that holds it', () => {
  const tokens = tokenize('# try it\ncurl -H "Authorization: Bearer $LATCHWORK_KEY"', 'shell')
  expect(tokens).toContainEqual({ kind: 'comment', text: '# try it' })
  expect(tokens).toContainEqual({ kind: 'keyword', text: 'curl' })
  expect(tokens).toContainEqual({ kind: 'secret', text: '$LATCHWORK_KEY' })
})

test('a fragment in an address is no comment', () => {
  expect(tokenize('curl https://example.com/#top', 'shell').some((token) => token.kind === 'comment')).toBe(
    false,
  )
})
