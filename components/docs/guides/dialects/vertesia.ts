import type { VendorGuide } from './vendor-guide.ts'

export const vertesia: VendorGuide = {
  vendor: 'vertesia',
  title: 'Vertesia',
  lead: 'Keys with one of sixteen roles, whose value is fetched once, or exchanged for tokens.',
  was: 'https://api.vertesia.io',
  host: 'api.vertesia.example',
  mounts: [
    { mount: 'vertesia', about: 'As Vertesia’s page says' },
    {
      mount: 'vertesia-live',
      about: 'As its service answers, which is what its own clients check answers against',
    },
  ],
  credentials: [
    '`Authorization: Bearer` with a key or an access token. Both work directly below `/api/v1`.',
    'The value of a key takes `api_key:secret_read` beside `api_key:read`.',
  ],
  withKey: (base) => `curl ${base}/api/v1/apikeys \\\n  -H "Authorization: Bearer $LATCHWORK_KEY"`,
  preset:
    'The sixteen roles must be there. Where one is missing, the first key that an owner or admin gives it with an access token makes all that are missing; until then others are refused with 400. A role of the same name that is there already stays as it is until the preset is installed.',
  example: {
    mount: 'vertesia-live',
    path: '/api/v1/apikeys',
    body: {
      name: 'My API Key',
      type: 'sk',
      role: 'developer',
      expires_at: '2027-04-19T12:34:56.000Z',
    },
    answer: {
      id: '0193b0f4-5c1e-7a42-9f3d-2b6c8e01d7a5',
      name: 'My API Key',
      type: 'sk',
      role: 'developer',
      value: 'sk-… (shown this once)',
      maskedValue: 'sk-xxxxxxxxxxxxxxxxxxxxxxxxxx',
      can_retrieve_value: false,
      account: '0193b0f0-f9a4-7e6b-b1c8-0d2e7f4a9b13',
      project: {
        id: '0193b0f1-0b77-7c19-8a55-61f0c4d9e382',
        name: 'Payments, live',
        account: '0193b0f0-f9a4-7e6b-b1c8-0d2e7f4a9b13',
      },
      enabled: true,
      created_by: 'user:0193b0f0-f9a5-7d30-a2e7-58c1b6f3904d',
      updated_by: 'user:0193b0f0-f9a5-7d30-a2e7-58c1b6f3904d',
      created_at: '2026-11-21T09:30:00.000Z',
      updated_at: '2026-11-21T09:30:00.000Z',
      expires_at: '2027-04-19T12:34:56.000Z',
    },
    note: 'At the mount `vertesia` the answer has no `value`. `GET /api/v1/apikeys/{keyId}?withValue=true` gives it once, within 15 minutes.',
  },
  answers: {
    'GET /api/v1/apikeys': 'An array of keys',
    'POST /api/v1/apikeys': 'The key; live with its `value`',
    'GET /api/v1/apikeys/{keyId}':
      'The key; with `withValue=true` and `api_key:secret_read` its `value`, once',
    'PUT /api/v1/apikeys/{keyId}': 'The key',
    'DELETE /api/v1/apikeys/{keyId}': '`acknowledged` and `deletedCount`',
    'GET /api/v1/apikeys/{keyId}/token': '`token`, a JWT of five minutes',
    'GET /api/v1/iam/roles': 'An array: `name`, `permissions`, `domain`',
    'GET /api/v1/iam/roles/system': 'The same, of the domain `system`',
    'POST /token/issue': '`token`, `token_type`, `expires_in`',
    'POST /api/v1/token/issue': 'The same',
  },
  maps: [
    { ours: 'Id', theirs: '`id`' },
    {
      ours: 'Maker, last editor',
      theirs: '`created_by`, `updated_by`',
      note: '`user:` and the id; that of the owner, where a key did it',
    },
    { ours: 'Owner', theirs: '–', note: 'Not shown otherwise' },
    { ours: 'Organization', theirs: '`account`' },
    { ours: 'Project', theirs: '`project`' },
    { ours: 'Name', theirs: '`name`' },
    { ours: 'Secret', theirs: '`value`', note: '`sk-`, 256 random bits and a checksum' },
    { ours: 'Mask', theirs: '`maskedValue`', note: '`sk-` and 26 x’s, the same for every key' },
    { ours: 'Role', theirs: '`role`', note: 'A key without one of the sixteen is shown as `member`' },
    { ours: 'Enabled', theirs: '`enabled`' },
    { ours: 'Created, changed', theirs: '`created_at`, `updated_at`' },
    { ours: 'Expiry', theirs: '`expires_at`', note: 'Left out: never' },
    {
      ours: 'Metadata',
      theirs: '`properties` and others',
      note: 'Live alone; kept as `vertesia.properties` and so on',
    },
  ],
  differences: [
    { point: '`project`', documented: 'The id', live: '`{id, name, account}`' },
    {
      point: '`value` when a key is made',
      documented: 'Not there: it is fetched once, within 15 minutes',
      live: 'There, this once',
    },
    { point: '`expires_at` in PUT', documented: 'Taken', live: '400' },
    { point: '`can_retrieve_value`', documented: '–', live: 'Whether `value` may still be fetched' },
    {
      point: '`properties`, `clearance`, `compartments`',
      documented: '400',
      live: 'Kept in the key’s metadata and given back; they decide nothing here',
    },
    {
      point: '`POST /token/issue`, `POST /api/v1/token/issue`',
      documented: '404',
      live: 'Exchanges a key for a token',
    },
  ],
  beyond: [
    '`maskedValue` is in every answer. Its page has it in the list, and leaves it out of the other examples.',
    'Which role holds which permission, its page does not say: the spread is ours. `GET /api/v1/iam/roles` tells it, as the organization has it.',
    '`level=project`, which is what a list is without it, is the project of the key, or the one that the person has chosen; `level=account` is every key that one may see.',
    'A token is given to who holds what the key holds. It ends with its key, and works below `/api/v1` too. What its claims say decides nothing here.',
    '`/token/issue` takes the key as Bearer or in the body, of the type `apikey` alone, and signs with ES256 alone. Its 403 has `errorCode` and no `status`, as the published contract has it; so has its 503 none.',
    'In PUT at least one field must be given. The `type` may be left out of POST. The header `x-api-version` is not looked at.',
    'Rotating a key in the portal keeps its form, and destroys what waits to be fetched.',
  ],
  errors: [
    {
      status: 400,
      word: 'Bad Request',
      means:
        'The body or the query is not right, the organization does not have the role, or a token is asked for a key that is disabled or has expired.',
      fix: '`message` says which; `details` names each field.',
    },
    {
      status: 401,
      word: 'Unauthorized',
      means: 'No credential, or one that is not good.',
      fix: 'Send a key or a token as Bearer.',
    },
    {
      status: 403,
      word: 'Forbidden',
      means:
        'A right is missing, or the key would hold more than its maker. At `/token/issue`: who asks is no key.',
      fix: '`message` names what is missing.',
    },
    {
      status: 404,
      word: 'Not Found',
      means: 'There is no such key that the caller may see, or no such path.',
      fix: 'Take the id from the list.',
    },
    {
      status: 500,
      word: 'Internal Server Error',
      means: 'Our fault.',
      fix: 'Look in the log for `x-request-id`.',
    },
  ],
}
