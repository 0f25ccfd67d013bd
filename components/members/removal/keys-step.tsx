'use client'

import { LoadingRows } from '#components/shell/loading-state.tsx'
import { MemberPicker } from '#components/shell/member-picker.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { Input } from '#components/ui/input.tsx'
import { Label } from '#components/ui/label.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import type { Owner } from '#lib/contracts/api-key.ts'
import { maxNamedKeys, type RemovalKey, type RemovalPreview } from '#lib/contracts/removal.ts'
import { ChoiceField } from './choice-field.tsx'
import { KeyChoice } from './key-choice.tsx'
import { type Choice, choiceFor, converts, type RemovalState } from './removal-choice.ts'
import { fieldIds, type WrongField, wrongPicker, wrongProps } from './removal-problem.ts'
import { callsText, keysText } from './removal-words.ts'
import type { RemovalKeys } from './use-removal-keys.ts'

interface KeysStepProps {
  preview: RemovalPreview
  state: RemovalState
  onChange: (change: Partial<RemovalState>) => void
  keys: RemovalKeys
  heir: Owner | null
  /** The field that is wrong. */
  wrong: WrongField | null
}

/** Below so many, one sees them all without searching. */
const searchFrom = 12

/** What becomes of the keys: a rule for those in use, one for the idle, and what differs. */
export function KeysStep({ preview, state, onChange, keys, heir, wrong }: KeysStepProps) {
  const { member, keys: counts, calls } = preview
  const [first] = member.name.split(' ')
  const all = counts.used + counts.idle
  const say = (key: RemovalKey, choice: Choice | null) => {
    const named = new Map(state.named)
    if (choice === null) named.delete(key.id)
    else if (named.has(key.id) || named.size < maxNamedKeys) named.set(key.id, { key, choice })
    onChange({ named })
  }
  return (
    <div className="grid gap-5">
      <div className="grid gap-4">
        {counts.used > 0 && (
          <Rule
            title={`${keysText(counts.used)} in use`}
            about={`${callsText(calls)} in the last 7 days: something depends on ${counts.used === 1 ? 'it' : 'them'}.`}
          >
            <ChoiceField
              label="the keys in use"
              value={state.used}
              onValueChange={(used) => onChange({ used })}
              heir={heir}
              except={member.id}
            />
          </Rule>
        )}
        {counts.idle > 0 && (
          <Rule
            title={`${keysText(counts.idle)} idle`}
            about={`Without a good call for 7 days. So is what ${first} makes until you are done.`}
          >
            <ChoiceField
              label="the idle keys"
              value={state.idle}
              onValueChange={(idle) => onChange({ idle })}
              heir={heir}
              except={member.id}
            />
          </Rule>
        )}
        {converts(state, preview) && (
          <NewAccount
            value={state.newAccount}
            onValueChange={(newAccount) => onChange({ newAccount })}
            except={member.id}
            wrong={wrong}
          />
        )}
      </div>
      <section>
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 pb-2.5">
          <h3 className="text-sm">One by one</h3>
          {all >= searchFrom && <Search value={keys.q} onValueChange={keys.setQ} />}
        </div>
        <ListBoundary
          query={keys.query}
          loading={<LoadingRows label="Loading the keys" rows={3} className="-mx-4 sm:-mx-7" />}
          isEmpty={(data) => data.pages.every((page) => page.items.length === 0)}
          isFiltered={keys.q.trim() !== ''}
          empty={<p className="border-t py-3 text-muted">There are none any more.</p>}
          noMatch={<NoMatch noun="keys" by="search" onClear={() => keys.setQ('')} />}
        >
          {() => (
            <>
              <ul>
                {keys.shown.map((key) => (
                  <KeyChoice
                    key={key.id}
                    apiKey={key}
                    choice={choiceFor(state, key)}
                    rule={key.used ? state.used : state.idle}
                    own={state.named.has(key.id)}
                    heir={heir}
                    except={member.id}
                    onChange={(choice) => say(key, choice)}
                  />
                ))}
              </ul>
              <LoadMore
                noun="keys"
                shown={keys.shown.length}
                {...(keys.q.trim() === '' ? { total: Math.max(all, keys.shown.length) } : {})}
                hasMore={keys.query.hasNextPage}
                loading={keys.query.isFetchingNextPage}
                onMore={() => void keys.query.fetchNextPage()}
                className="border-t px-0 sm:px-0"
              />
            </>
          )}
        </ListBoundary>
      </section>
    </div>
  )
}

function Rule({ title, about, children }: { title: string; about: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-5 gap-y-2 sm:flex-nowrap">
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        <p className="text-pretty text-muted">{about}</p>
      </div>
      {children}
    </div>
  )
}

function Search({ value, onValueChange }: { value: string; onValueChange: (text: string) => void }) {
  return (
    <Input
      type="search"
      aria-label="Search the keys"
      placeholder="Search the keys"
      value={value}
      maxLength={100}
      onChange={(event) => onValueChange(event.target.value)}
      className="w-full sm:w-56"
    />
  )
}

interface NewAccountProps {
  value: RemovalState['newAccount']
  onValueChange: (value: RemovalState['newAccount']) => void
  except: string
  wrong: WrongField | null
}

function NewAccount({ value, onValueChange, except, wrong }: NewAccountProps) {
  return (
    <fieldset className="grid gap-3 rounded-md border bg-paper p-3.5 sm:grid-cols-2">
      <legend className="sr-only">The new service account</legend>
      <div className="grid min-w-0 gap-1.5">
        <Label htmlFor={fieldIds.name}>New service account</Label>
        <Input
          id={fieldIds.name}
          value={value.name}
          maxLength={100}
          placeholder="Nightly backups"
          {...wrongProps('name', wrong)}
          onChange={(event) => onValueChange({ ...value, name: event.target.value })}
        />
      </div>
      <div className="grid min-w-0 gap-1.5">
        <Label htmlFor={fieldIds.responsible}>Who answers for it</Label>
        <MemberPicker
          id={fieldIds.responsible}
          label="Who answers for it"
          {...wrongPicker('responsible', wrong)}
          value={value.responsible}
          onValueChange={(responsible) => onValueChange({ ...value, responsible })}
          except={except}
        />
      </div>
    </fieldset>
  )
}
