import type { VendorGuide } from './vendor-guide.ts'

export const freesewing: VendorGuide = {
  vendor: 'freesewing',
  title: 'FreeSewing',
  lead: 'Keys on a ladder of nine levels, with an id and a secret by HTTP Basic.',
  credentials: [
    'Paths that end in `/jwt` take an access token as Bearer, and nothing else.',
    'Paths that end in `/key` take the key’s id and its secret by HTTP Basic, and nothing else.',
  ],
  preset:
    'The ladder that an organization begins with has the nine levels. The preset FreeSewing adds the permissions that its page describes to them; none is needed.',
  mounts: [
    { mount: 'freesewing', about: 'As its page says' },
    { mount: 'freesewing-live', about: 'As its service answers' },
  ],
  maps: [
    { ours: 'Id of the key', theirs: '`key`', note: 'In lists `id`' },
    { ours: 'Name', theirs: '`name`' },
    {
      ours: 'Secret',
      theirs: '`secret`',
      note: '64 hexadecimal digits; when the key is made, and never again',
    },
    {
      ours: 'Level',
      theirs: '`level`',
      note: 'Of a key that has none: the highest rung that it covers with all below',
    },
    { ours: 'Number of the owner', theirs: '`userId`' },
    {
      ours: 'Expiry',
      theirs: '`expiresAt`',
      note: 'In: `expiresIn`, seconds. `null` for a key that another contract let live for ever',
    },
    { ours: 'Verifications', theirs: '`calls`' },
    { ours: 'Last use', theirs: '`lastSeen`', note: '`null` before the first' },
  ],
  differences: [{ point: '`result` when a key is made', documented: '`success`', live: '`created`' }],
  beyond: [
    'A key’s level is at most its maker’s, and at most that of the calling key, even where it holds more by other means.',
    'A key may remove itself, whatever its level.',
    'Lists hold the caller’s own keys, also for an owner; beyond 1,000 the newest, a `Link` to the next page, and `X-Total-Count`.',
    'Fields that its page does not have are refused as `unknownField`; names that cannot be kept as `nameInvalid`.',
  ],
  errors: [
    {
      status: 400,
      word: 'postBodyMissing',
      means: 'No body, or none that can be read.',
      fix: 'Send a JSON object.',
    },
    {
      status: 400,
      word: 'nameMissing',
      means: 'No `name`, or no text.',
      fix: 'Give it a name of up to 100 characters.',
    },
    { status: 400, word: 'levelMissing', means: 'No `level`.', fix: '0 is a level too.' },
    {
      status: 400,
      word: 'levelNotNumeric',
      means: '`level` is no number.',
      fix: 'Send a number, not a text.',
    },
    {
      status: 400,
      word: 'invalidLevel',
      means: 'No level from 0 to 8, or not one of the ladder.',
      fix: 'Look at the organization’s levels.',
    },
    { status: 400, word: 'expiresInMissing', means: 'No `expiresIn`, or 0.', fix: 'Seconds from now.' },
    {
      status: 400,
      word: 'expiresInNotNumeric',
      means: '`expiresIn` is no whole number of seconds above 0.',
      fix: 'Send a number, not a text.',
    },
    {
      status: 400,
      word: 'expiresInHigherThanMaximum',
      means: 'More than a year.',
      fix: 'At most 31,536,000.',
    },
    {
      status: 400,
      word: 'keyLevelExceedsRoleLevel',
      means: 'The level holds more than its maker does.',
      fix: 'Ask for a lower one.',
    },
    {
      status: 401,
      word: 'unauthorized',
      means: 'No credential of the kind that the path takes, or one that is not good.',
      fix: '`WWW-Authenticate` says which kind.',
    },
    {
      status: 403,
      word: 'insufficientAccessLevel',
      means: 'The caller may not do this; making keys takes level 4.',
      fix: 'Use a key of a higher level.',
    },
    {
      status: 404,
      word: 'notFound',
      means: 'There is no such key that the caller may see.',
      fix: 'List the keys.',
    },
    {
      status: 500,
      word: 'createApikeyFailed',
      means: 'Our fault.',
      fix: 'The log has it under `x-request-id`.',
    },
    {
      status: 503,
      word: 'serviceUnavailable',
      means: 'The database is away, or a node has not confirmed the change.',
      fix: 'Send it again after `Retry-After` seconds.',
    },
  ],
}
