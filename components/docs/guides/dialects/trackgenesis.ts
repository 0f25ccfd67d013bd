import type { VendorGuide } from './vendor-guide.ts'

export const trackgenesis: VendorGuide = {
  vendor: 'trackgenesis',
  title: 'TrackGenesis',
  lead: 'Keys with scopes, which travel in a header of their own.',
  credentials: [
    '`Authorization: Bearer` with an access token or a key; or a key in the header `api-key`.',
    'What its page calls USER holds rights on keys of its own (`api_key:read:own`); OWNER holds them on all (`api_key:read:any`).',
  ],
  preset:
    'New keys have the scope `read`, which the preset TrackGenesis brings. The first key that an owner or admin makes here installs it where it is missing.',
  mounts: [{ mount: 'trackgenesis', about: 'As its page says' }],
  maps: [
    { ours: 'Id of the key', theirs: '`_id`, `id`' },
    { ours: 'Name', theirs: '–', note: 'A name is made up, with the time' },
    {
      ours: 'Secret',
      theirs: '`apiKey`',
      note: 'The id and 30 letters and digits, which alone are `key`; whole in the answer to POST, masked on every read',
    },
    { ours: 'Owner', theirs: '`createdBy`' },
    { ours: 'Organization', theirs: '`orgId`' },
    {
      ours: 'Everything that the key may do',
      theirs: '`scopes`',
      note: 'By permission, role and level together',
    },
    { ours: 'Expiry', theirs: '`expiresAt`', note: 'In: `expiresAT` or `expiresAt`. Left out: never' },
  ],
  differences: [],
  beyond: [
    'An expiry that is past is taken as it is: the key is expired from the start.',
    'Errors are `{message, status: "error"}`; its page shows the statuses and no body.',
    'A list of more than 1,000 keys gives the newest, a `Link` to the next page, and `X-Total-Count`.',
    'The `{}` that its page sends with every request is taken, and nothing else where no body belongs.',
  ],
  errors: [
    {
      status: 400,
      word: 'error',
      means: 'The body or the query is not right, or the scope `read` is not installed.',
      fix: '`message` says which.',
    },
    {
      status: 401,
      word: 'error',
      means: 'No credential, or one that is not good.',
      fix: 'Send a token as Bearer, or a key in `api-key`.',
    },
    {
      status: 403,
      word: 'error',
      means: 'Another’s keys, or a scope that the caller does not hold.',
      fix: 'Ask an owner.',
    },
    {
      status: 404,
      word: 'error',
      means: 'There is no such key or user that the caller may see.',
      fix: 'List the keys.',
    },
    { status: 500, word: 'error', means: 'Our fault.', fix: 'The log has it under `x-request-id`.' },
    {
      status: 503,
      word: 'error',
      means: 'The database is away, or a node has not confirmed the change.',
      fix: 'Send it again after `Retry-After` seconds.',
    },
  ],
}
