'use client'

import { useId, useState } from 'react'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Dialog, DialogBody, DialogPanel } from '#components/ui/dialog.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { useMe } from '#lib/client/me.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import {
  getNoticePreferences,
  type NoticePreferences,
  updateNoticePreferences,
} from '#lib/contracts/inbox.ts'
import type { NoticeName } from '#lib/contracts/notices.ts'
import { type TypeGroup, typeGroups } from './groups.ts'

/** What goes out by mail: each switch counts at once. */
export function PreferencesDialog({ onClose }: { onClose: () => void }) {
  const me = useMe()
  const query = useOperation(getNoticePreferences, {})
  const organization = me.data?.organization?.name
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel
        title="What comes by mail"
        description={`Your own choice${organization ? ` for ${organization}` : ''}. The inbox has everything, whatever you choose.`}
      >
        <DialogBody>
          <QueryBoundary query={query} loading={<LoadingLines label="Loading preferences" lines={8} />}>
            {(preferences) => <Choices preferences={preferences} />}
          </QueryBoundary>
        </DialogBody>
      </DialogPanel>
    </Dialog>
  )
}

function Choices({ preferences }: { preferences: NoticePreferences }) {
  // A switch shows what was just chosen from the click on; what is stored comes a moment later, and another switch's answer may lie between.
  const [chosen, setChosen] = useState<Partial<Record<NoticeName, boolean | undefined>>>({})
  const { mutate } = useMutate(updateNoticePreferences, {
    invalidates: [getNoticePreferences],
    onError: (error, { input }) => {
      setChosen((before) => ({
        ...before,
        ...Object.fromEntries(Object.keys(input.mail).map((type) => [type, undefined])),
      }))
      toast.error('Your choice was not kept', { description: error.message })
    },
  })
  const choose = (type: NoticeName, on: boolean) => {
    setChosen((before) => ({ ...before, [type]: on }))
    mutate({ input: { mail: { [type]: on } } })
  }
  const mailed = new Map(preferences.items.map(({ type, mail }) => [type, mail]))
  return (
    <div className="grid gap-6">
      {preferences.mailIsOn ? (
        <p className="text-muted">
          Mail goes to <span className="wrap-anywhere text-ink">{preferences.email}</span>. What happens at
          about the same time comes as one mail.
        </p>
      ) : (
        <Banner tone="warning">
          This Latchwork has no mail server, so nothing goes out by mail. Your choices count once whoever runs
          it sets one (SMTP_URL).
        </Banner>
      )}
      {typeGroups.map((group) => (
        <Group
          key={group.title}
          group={group}
          isOn={(type) => chosen[type] ?? mailed.get(type) ?? false}
          onChange={choose}
        />
      ))}
    </div>
  )
}

interface GroupProps {
  group: TypeGroup
  isOn: (type: NoticeName) => boolean
  onChange: (type: NoticeName, on: boolean) => void
}

function Group({ group: { title, types }, isOn, onChange }: GroupProps) {
  const id = useId()
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{title}</legend>
      <ul className="border-t">
        {types.map((one) => (
          <li
            key={one.type}
            className="flex min-h-10 items-center justify-between gap-4 border-b pointer-coarse:min-h-12"
          >
            <label htmlFor={`${id}-${one.type}`} className="min-w-0 flex-1">
              {one.title}
            </label>
            <Switch
              id={`${id}-${one.type}`}
              checked={isOn(one.type)}
              onChange={(event) => onChange(one.type, event.target.checked)}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
