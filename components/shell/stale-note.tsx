'use client'

import { useMe } from '#lib/client/me.ts'
import { staleText } from './effective-words.ts'

/** What a dialog that ends or disables keys adds where the organization lets keys outlive the database. */
export function StaleNote() {
  const seconds = useMe().data?.organization?.staleSeconds ?? 0
  return seconds > 0 ? <> {staleText(seconds)}</> : null
}
