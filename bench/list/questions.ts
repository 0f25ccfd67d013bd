import type { Caller } from './caller.ts'

/** One thing to ask the list. */
export interface Question {
  kind: 'page' | 'filter' | 'search'
  label: string
  path: string
}

interface Page {
  items: { id: string; name: string; projectId: string; owner: { id: string; name: string } }[]
  nextCursor: string | null
}

/** What is asked of an organization: the same in each, with its own people, names and cursors. */
export async function questions(caller: Caller): Promise<Question[]> {
  const list = async (query: string) => (await caller.get(`/api/v1/keys?${query}`)) as Page
  const first = await list('')
  const byName = await list('sort=name')
  const person = (await list('status=active')).items[0]
  const ask = (kind: Question['kind'], label: string, query: Record<string, string>): Question => ({
    kind,
    label,
    path: `/api/v1/keys?${new URLSearchParams(query)}`,
  })
  const filter = (label: string, query: Record<string, string>) => ask('filter', label, query)
  const search = (label: string, q: string, more = {}) => ask('search', label, { q, ...more })
  const rare = byName.items[0]?.name ?? ''
  return [
    ask('page', 'the newest', {}),
    ask('page', 'the second', { cursor: first.nextCursor ?? '' }),
    ask('page', 'by name', { sort: 'name' }),
    ask('page', 'by name, the second', { sort: 'name', cursor: byName.nextCursor ?? '' }),
    ask('page', 'last used first', { sort: '-lastUsedAt' }),
    ask('page', 'ending first', { sort: 'expiresAt' }),
    filter('active', { status: 'active' }),
    filter('disabled', { status: 'disabled' }),
    filter('revoked', { status: 'revoked' }),
    filter('all but revoked', { status: 'active,expiring,rotating,disabled,expired' }),
    filter('expired, ending first', { status: 'expired', sort: 'expiresAt' }),
    filter('an owner', { owner: person?.owner.id ?? '' }),
    filter('a project', { project: person?.projectId ?? '' }),
    filter('a permission', { permission: 'data:write' }),
    filter('never used', { neverUsed: 'true' }),
    search('a word in many names', 'prod'),
    search('a word in many, by name', 'prod', { sort: 'name' }),
    search('words in one name of a thousand', 'checkout-prod-a'),
    search('a part of one name', rare.slice(-6)),
    search('one name', rare),
    search('in no name', 'quixotic'),
    search('an owner', person?.owner.name ?? ''),
    search('the start of a key', 'lw_a1b'),
  ]
}
