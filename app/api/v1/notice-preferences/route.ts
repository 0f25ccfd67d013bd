import { getNoticePreferences, updateNoticePreferences } from '#lib/contracts/inbox.ts'
import { getPreferences, updatePreferences } from '#lib/core/notices/preferences.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(getNoticePreferences, getPreferences),
  endpoint(updateNoticePreferences, updatePreferences),
)
