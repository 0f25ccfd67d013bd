import type { VendorGuide } from './vendor-guide.ts'

export const vertesia: VendorGuide = {
  vendor: 'vertesia',
  title: 'Vertesia',
  lead: 'Keys with one of sixteen roles, whose value can be fetched once and exchanged for tokens.',
  credentials: [
    '`Authorization: Bearer` with a key (`sk-…`) or an access token. Both work directly on `/api/v1`.',
    'The value of a key takes `api_key:secret_read` beside `api_key:read`.',
  ],
  preset:
    'The roles come with the preset Vertesia. The first key that an owner or admin makes here makes the roles that are missing; roles of the same name that are there stay as they are until the preset is installed.',
  mounts: [
    { mount: 'vertesia', about: 'As its page says' },
    { mount: 'vertesia-live', about: 'As its service answers: what its clients check answers against' },
  ],
  maps: [
    { ours: 'Id of the key', theirs: '`id`' },
    { ours: 'Name', theirs: '`name`' },
    { ours: 'Secret', theirs: '`value`', note: '`sk-`, 256 random bits and a checksum' },
    { ours: 'Mask', theirs: '`maskedValue`', note: 'The same for every key, as on its page' },
    { ours: 'Role', theirs: '`role`', note: 'A key without one of the sixteen is shown as `member`' },
    { ours: 'Organization', theirs: '`account`' },
    { ours: 'Project', theirs: '`project`' },
    {
      ours: 'Maker, last editor',
      theirs: '`created_by`, `updated_by`',
      note: '`user:<id>`; where a key did it, the owner’s',
    },
    { ours: 'Enabled', theirs: '`enabled`' },
    { ours: 'Expiry', theirs: '`expires_at`', note: 'Left out: never' },
    {
      ours: '`api_key:read:own`, `:any`',
      theirs: '`api_key:read`',
      note: 'Likewise create, update, delete and secret_read',
    },
  ],
  differences: [
    { point: '`project`', documented: 'The id', live: '`{id, name, account}`' },
    {
      point: 'Answer to POST',
      documented: 'No `value`: it is fetched with `withValue=true`, once, within 15 minutes',
      live: '`value` is there, this once',
    },
    { point: '`expires_at` in PUT', documented: 'Taken', live: '400' },
    { point: '`can_retrieve_value`', documented: '–', live: 'Whether the value may still be fetched' },
    {
      point: '`properties`, `clearance`, `compartments`',
      documented: '400',
      live: 'Kept in the key’s metadata; they decide nothing here',
    },
    {
      point: '`POST /token/issue`',
      documented: '–',
      live: 'Exchanges a key for a token; also below `/api/v1`',
    },
  ],
  beyond: [
    'A token is given to who holds what the key holds. It lives five minutes, never longer than its key, and works on `/api/v1` too.',
    'An expiry that is past is taken as it is: the key is expired from the start.',
    'Which role holds which permission is not on its page: the spread is ours, and `GET /iam/roles` tells it.',
    'A list of more than 1,000 keys gives the newest, a `Link` to the next page, and `X-Total-Count`.',
    'Rotating a key in the portal keeps its form; what waits to be fetched of the old value is destroyed.',
  ],
  errors: [
    {
      status: 400,
      word: 'Bad Request',
      means: 'The body or the query is not right, a role is unknown, or the key does not work.',
      fix: '`details` names each field.',
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
        'A right is missing, or the key would hold more than its maker. At `/token/issue` with `errorCode`: only a key is exchanged.',
      fix: '`message` names the permission.',
    },
    {
      status: 404,
      word: 'Not Found',
      means: 'There is no such key that the caller may see.',
      fix: 'List the keys.',
    },
    {
      status: 500,
      word: 'Internal Server Error',
      means: 'Our fault.',
      fix: 'The log has it under `x-request-id`.',
    },
    {
      status: 503,
      word: 'Service Unavailable',
      means: 'The database is away, or a node has not confirmed the change.',
      fix: 'Send it again after `Retry-After` seconds.',
    },
  ],
}
