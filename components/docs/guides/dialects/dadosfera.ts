import type { VendorGuide } from './vendor-guide.ts'

export const dadosfera: VendorGuide = {
  vendor: 'dadosfera',
  title: 'Dadosfera',
  lead: 'Keys that hold permissions by their numbers, made and deleted by administrators.',
  credentials: [
    '`Authorization` with an access token or a key, bare as its page shows it or behind `Bearer`.',
    'Making and deleting keys is for administrators: it needs `api_key:create:any`.',
  ],
  preset:
    'Permissions are those of the organization’s catalogue; `GET /permissions` lists their numbers. The preset Dadosfera adds names that a data platform would use; none is needed.',
  mounts: [{ mount: 'dadosfera', about: 'As its page says' }],
  maps: [
    { ours: 'Id of the key', theirs: '`id`' },
    { ours: 'Name', theirs: '–', note: 'A name is made up, with the time' },
    {
      ours: 'Secret',
      theirs: '`key`',
      note: '`ddf_` and 32 random bytes in base64; in the answer to POST alone',
    },
    { ours: 'Mask', theirs: '`key_mask`', note: 'The start, filled to 48 characters with asterisks' },
    { ours: 'Explicit permissions', theirs: '`permissions`', note: 'Number and name of each' },
    { ours: 'Owner', theirs: '`created_by`' },
    { ours: 'Expiry', theirs: '–', note: 'Keys made here never expire' },
  ],
  differences: [],
  beyond: [
    'Errors that its page does not show (400, 401, 403, 405, 413, 415, 429, 503) have the five fields of the one that it does.',
    'The 500 for unknown permissions carries `x-latchwork-documented: 1` and is no alarm: nothing was written.',
    'A list of more than 1,000 keys gives the newest, a `Link` to the next page, and `X-Total-Count`.',
    'An empty list of permissions is refused as its page says; so is a number that another organization uses.',
  ],
  errors: [
    {
      status: 400,
      word: 'VALIDATION_ERROR',
      means: 'The body is no JSON, or `permissions` is not a list of whole numbers.',
      fix: '`details` names the field.',
    },
    {
      status: 401,
      word: 'UNAUTHORIZED',
      means: 'No credential, or one that is not good.',
      fix: 'Send a token or a key in `Authorization`.',
    },
    {
      status: 403,
      word: 'FORBIDDEN',
      means: 'The caller is no administrator, or hands on what it does not hold.',
      fix: '`details` names the permission.',
    },
    {
      status: 404,
      word: 'API Key not found',
      means: 'There is no such key that the caller may see.',
      fix: 'List the keys.',
    },
    {
      status: 500,
      word: 'UNKNOWN',
      means: 'Permissions that the catalogue does not have: `Invalid permission IDs: 0`.',
      fix: 'Take the numbers from `GET /permissions`.',
    },
    {
      status: 503,
      word: 'SERVICE_UNAVAILABLE',
      means: 'The database is away, or a node has not confirmed the change.',
      fix: 'Send it again after `Retry-After` seconds.',
    },
  ],
}
