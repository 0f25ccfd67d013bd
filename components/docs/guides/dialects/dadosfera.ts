import type { VendorGuide } from './vendor-guide.ts'

export const dadosfera: VendorGuide = {
  vendor: 'dadosfera',
  title: 'Dadosfera',
  lead: 'Keys that hold permissions by number, made and deleted by administrators.',
  was: 'https://maestro.dadosfera.ai',
  host: 'maestro.dadosfera.example',
  mounts: [{ mount: 'dadosfera', about: 'As Dadosfera’s page says' }],
  credentials: [
    '`Authorization` with an access token or a key, bare as its page shows it, or behind `Bearer`.',
    'Who its page calls an administrator holds `api_key:create:any` here: owners, admins, and keys with that permission, such as those of the role `manager`.',
  ],
  withKey: (base) => `curl ${base}/api-key \\\n  -H "Authorization: $LATCHWORK_KEY"`,
  preset:
    'None is needed. Permissions are those of the organization’s catalogue; `GET /permissions` lists their numbers. Dadosfera’s page leaves out the names of its own, so the preset has names that a data platform would use.',
  example: {
    mount: 'dadosfera',
    path: '/api-key',
    body: { permissions: [19, 20] },
    answer: {
      permissions: [
        { id: 19, name: 'data:read' },
        { id: 20, name: 'data:write' },
      ],
      id: '0193b0f4-5c1e-7a42-9f3d-2b6c8e01d7a5',
      key: 'ddf_FSdgV8Ii2py/7sexFE3H9yyNvxuBQ2jn7mksKomfXy8=',
      key_mask: 'ddf_FSdgV***************************************',
      created_at: '2026-11-21T09:30:00.000Z',
      created_by: '0193b0f0-f9a5-7d30-a2e7-58c1b6f3904d',
    },
  },
  answers: {
    'GET /permissions': '`id` and `name` of each, by number',
    'GET /api-key': 'An array: `permissions`, `id`, `key_mask`, `created_at`',
    'POST /api-key': 'The same, with `key` and `created_by`',
    'DELETE /api-key/{keyId}': 'No body',
  },
  maps: [
    { ours: 'Id', theirs: '`id`' },
    { ours: 'Owner', theirs: '`created_by`', note: 'In the answer to POST alone' },
    { ours: 'Organization, project', theirs: '–', note: 'Those of the credential' },
    { ours: 'Name', theirs: '–', note: '“Dadosfera key” and the time; rename it in the portal' },
    { ours: 'Secret', theirs: '`key`', note: '`ddf_` and 32 random bytes in base64, 48 characters in all' },
    {
      ours: 'Mask',
      theirs: '`key_mask`',
      note: 'The start, filled to 48 characters with asterisks; so, too, for keys that were made elsewhere',
    },
    {
      ours: 'Explicit permissions',
      theirs: '`permissions`',
      note: 'What a key holds by a role or a level is not shown',
    },
    { ours: 'Created', theirs: '`created_at`' },
    { ours: 'Expiry', theirs: '–', note: 'Keys made here never expire' },
    { ours: 'Enabled', theirs: '–', note: 'A disabled key is listed like any other' },
  ],
  differences: [],
  beyond: [
    'Every `id` is a UUID. `DELETE /api-key/2`, which an example of its page sends, is answered 404.',
    '`name` of a permission is filled in. In its page’s examples it is empty.',
    'Unknown permissions, and a list without any, are answered 500, as its page has it. That answer carries `x-latchwork-documented: 1`, is logged as no fault and counted as 4xx. Nothing was written.',
    'Each organization numbers its permissions by itself. A number that is sent twice counts once; more than 200 are refused with 400.',
    'Refusals that its page does not show have the five fields of the 500 that it does.',
  ],
  errors: [
    {
      status: 400,
      word: 'VALIDATION_ERROR',
      means: 'The body is missing or is no JSON, or a field of it or of the query is not right.',
      fix: '`details` says which, and what is wrong with it.',
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
      means: 'The caller may not do this, or hands on what it does not hold.',
      fix: '`details` names the permission.',
    },
    {
      status: 404,
      word: 'API Key not found',
      means: 'There is no such key that the caller may see.',
      fix: 'Take the id from the list.',
    },
    {
      status: 404,
      word: 'NOT_FOUND',
      means: 'There is no such path.',
      fix: 'Compare it with the calls above.',
    },
    {
      status: 500,
      word: 'UNKNOWN',
      means:
        '`Invalid permission IDs: 0`: the catalogue does not have these, or there are none. With any other `details` it is our fault.',
      fix: 'Take the numbers from `GET /permissions`; or look in the log for `x-request-id`.',
    },
  ],
}
