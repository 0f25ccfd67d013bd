import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { PermissionList } from './permission-list.tsx'

const names = ['data:read', 'data:write', 'files:read', 'files:write']

/** The rows as they are drawn, as text. */
const rows = (isAsked: (name: string) => boolean, held = names) =>
  renderToStaticMarkup(
    <PermissionList
      permissions={names.map((name) => ({ name, description: '', builtIn: false }))}
      chosen={[]}
      held={new Set(held)}
      isAsked={isAsked}
      onChosen={() => undefined}
    />,
  ).replaceAll(/(<[^>]+>)+/g, ' ')

test('what is given only once approved is marked in its row, and nothing that one cannot give at all', () => {
  expect(rows(() => false)).not.toContain('approval')
  expect(rows((name) => name === 'data:write')).toMatch(/^\s*Data\s+Write approval\s+Data\s+None/)
  expect(rows((name) => name.startsWith('files:'))).toMatch(/Files\s+Read and Write approval\s+Files\s+None/)
  expect(rows((name) => name.startsWith('files:'))).toMatch(/^\s*Data\s+Data\s+None/)
  expect(rows((name) => name === 'data:write', ['files:read'])).not.toContain('approval')
})
