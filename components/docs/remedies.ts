import type { ProblemCode } from '#lib/contracts/problem.ts'
import type { VerdictCode } from '#lib/contracts/verification.ts'

/** What to know of an error. Names of fields, headers and permissions stand in backticks. */
export interface Remedy {
  /** What it means, in a sentence or two. */
  means: string
  /** What usually brings it about. */
  because: readonly string[]
  /** What to do, in order. */
  fix: readonly string[]
  /** Whether the same request may succeed later. */
  again: 'no' | 'later' | 'after a change'
  /** A `detail` it may come with. */
  detail: string
}

/** Every problem the contract can answer with: a missing one does not compile. */
export const remedies: Readonly<Record<ProblemCode, Remedy>> = {
  invalid: {
    means: 'Something in the request is not as the operation wants it. Nothing was changed.',
    because: [
      'A field is missing, has another type, or lies outside its limits.',
      'A field or a query parameter was sent that the operation does not know: the contract is closed, so that a typo never passes in silence.',
      'The body is not JSON in UTF-8, or a parameter was given twice.',
    ],
    fix: [
      'Read `errors`: each entry names a `path` into the body, the query or the path, and says what is wrong there.',
      'Compare with the fields of the operation in this reference.',
    ],
    again: 'after a change',
    detail: 'name: Too small: expected string to have >=1 characters',
  },
  unauthenticated: {
    means: 'The request carries no credential, or one that is not good.',
    because: [
      'The header is missing, or its value was cut off or wrapped when it was pasted.',
      'The key was revoked, disabled or has expired, or it may not be used from this address.',
      'The access token is older than its `expiresIn`, or its session was ended.',
      'Two credentials were sent at once, such as a cookie beside an `Authorization` header.',
    ],
    fix: [
      'Send exactly one credential; the page on credentials lists every way.',
      'Ask `GET /api/v1/keys/me` with the key alone. If that is refused too, look at the key’s status in the portal.',
      'For an access token: sign in again with `POST /api/v1/sessions`.',
    ],
    again: 'after a change',
    detail: 'This credential is not valid. Sign in again, or send another.',
  },
  forbidden: {
    means: 'The credential is good, but what it holds does not allow this.',
    because: [
      'The permission that the operation needs is missing from the key’s grant, its role and its level, or from the person’s role.',
      'The grant of a key would exceed what its maker holds.',
      'The operation is for people and a key asked, or the other way round.',
      'A browser sent the request from a page of another origin.',
    ],
    fix: [
      'Compare `permissions` of `GET /api/v1/me` with the right that the operation names.',
      'Have somebody who holds the permission grant it, or make the change for you.',
    ],
    again: 'after a change',
    detail: 'This needs the permission api_key:create, which you do not hold.',
  },
  not_found: {
    means:
      'There is no such thing, or you may not see it. The two answers are the same, so that nobody can find out what exists elsewhere.',
    because: [
      'The id is mistyped, or names something of another kind.',
      'It belongs to another organization, or to another project than the key’s.',
      'You hold `api_key:read:own`, and the key belongs to somebody else.',
    ],
    fix: [
      'List what you can see, and take the id from there.',
      'Check with `GET /api/v1/me` in which organization and project the credential acts.',
    ],
    again: 'after a change',
    detail: 'There is nothing here that you may see.',
  },
  conflict: {
    means: 'The request is in order, but does not go together with what is there.',
    because: [
      'A name is taken already.',
      'The key is revoked, which is final, or has expired and cannot be rotated.',
      'The second factor is on already, or off, or not yet begun.',
    ],
    fix: [
      'Read `detail` and `errors`: they say with what it conflicts.',
      'Read the thing again, and decide anew.',
    ],
    again: 'after a change',
    detail: 'This key is revoked, which is final. Create a new key instead.',
  },
  gone: {
    means: 'What you ask for was there once, and has been used up.',
    because: [
      'The portal has been set up; the token of its first start counts no more.',
      'A one-time link was opened, withdrawn, or not opened in time; or its key was revoked or rotated since.',
    ],
    fix: [
      'After the set-up: sign in instead.',
      'Of a link: `detail` says which it was. Ask its maker for another.',
    ],
    again: 'no',
    detail: 'This portal is set up already. Sign in.',
  },
  precondition_failed: {
    means: 'Somebody changed it between your reading and your writing. Nothing was overwritten.',
    because: ['The version in `If-Match` is not the present one.'],
    fix: [
      'Read it again; its `ETag` is the new version.',
      'Make your change on top of what is there now, and send it with that `ETag` in `If-Match`.',
    ],
    again: 'after a change',
    detail: 'Somebody changed this key since you read it; read it again.',
  },
  limit_exceeded: {
    means: 'There can be no more of this.',
    because: [
      'A limit of the organization or of the project has been reached.',
      'As many one-time links of the key are out as may be.',
    ],
    fix: ['Revoke or remove what is not used.', 'Ask whoever runs this Latchwork to raise the limit.'],
    again: 'after a change',
    detail: 'This project has as many keys as it may have.',
  },
  idempotency_mismatch: {
    means: 'This `Idempotency-Key` was used before, for a request with other contents.',
    because: [
      'The key is a constant, or comes from something that repeats.',
      'The request was changed and sent again under its old key.',
    ],
    fix: [
      'Give every new request a new key, such as a random uuid; repeat a key only with the same request.',
    ],
    again: 'after a change',
    detail: 'This Idempotency-Key was used for a different request.',
  },
  rate_limited: {
    means: 'The credential has asked too often within a minute. Nothing was done.',
    because: ['A loop polls without a pause.', 'Many processes share one key.'],
    fix: [
      'Wait as many seconds as `Retry-After` says; `RateLimit` tells in every answer how many requests are left.',
      'Read lists in pages of 200 and change keys in bulk, instead of one by one.',
    ],
    again: 'later',
    detail: 'More than 600 requests in a minute; try again in 12 s.',
  },
  unavailable: {
    means:
      'Latchwork cannot answer for a moment, most often because its database is away. Nothing was changed.',
    because: ['The database restarts or cannot be reached.', 'The server is starting or stopping.'],
    fix: [
      'Try again after as many seconds as `Retry-After` says. With an `Idempotency-Key`, a repeated request never makes two.',
      'If it lasts: `GET /api/health/ready` says what is missing.',
    ],
    again: 'later',
    detail:
      'The database does not answer. Try again shortly; an Idempotency-Key keeps it from being done twice.',
  },
  method_not_allowed: {
    means: 'There is something at this address, but not for this method.',
    because: [
      'A GET where a POST belongs, or a POST where a PATCH does.',
      'A redirect turned a POST into a GET.',
    ],
    fix: ['Take the method from this reference; the `Allow` header of the answer lists those there are.'],
    again: 'no',
    detail: 'There is no PUT here.',
  },
  request_timeout: {
    means: 'The body began to arrive and then took too long.',
    because: [
      'The connection is very slow or was interrupted.',
      'The client announced a body and never sent it.',
    ],
    fix: ['Send it again. If it happens often, look at what stands between the client and Latchwork.'],
    again: 'later',
    detail: 'The body took too long to arrive.',
  },
  payload_too_large: {
    means: 'The body is larger than any that an operation takes.',
    because: ['Many changes in one request.', 'The wrong file was sent.'],
    fix: ['Part it: a bulk change takes at most 500 keys.'],
    again: 'no',
    detail: 'A body has at most 256 KiB.',
  },
  unsupported_media_type: {
    means: 'The body is of another type than JSON.',
    because: ['The `Content-Type` header is missing: curl sends a form unless told otherwise.'],
    fix: ['Send `Content-Type: application/json`.'],
    again: 'no',
    detail: 'Send the body as application/json.',
  },
  headers_too_large: {
    means: 'The headers of a request to the gate are larger than any service needs to send.',
    because: [
      'Cookies or headers of a browser’s request were passed on with the question.',
      'A proxy adds its own to each request.',
    ],
    fix: [
      'Send the credential, the content type and a request id; leave out what belongs to your own caller.',
    ],
    again: 'no',
    detail: 'The headers of this request have at most 8 KiB.',
  },
  internal: {
    means: 'Something failed on our side. Whether the change was made is not certain.',
    because: ['A fault in Latchwork, or in the machine it runs on.'],
    fix: [
      'Read the thing before you try again; or repeat the request with its `Idempotency-Key`.',
      'Tell whoever runs this Latchwork the `requestId`: the log has the cause under it.',
    ],
    again: 'later',
    detail: 'Something failed on our side, and the log has it under this request id.',
  },
}

/** What a verdict of a verification means, and what whoever holds the key can do about it. */
export const verdictRemedies: Readonly<Record<VerdictCode, { means: string; fix: string }>> = {
  VALID: { means: 'The key is good, and holds what was asked for.', fix: 'Serve the request.' },
  NOT_FOUND: {
    means: 'No key of the project has this secret.',
    fix: 'Check that the whole key was sent, and that it belongs to the project in which you ask.',
  },
  REVOKED: { means: 'The key was revoked. That is final.', fix: 'Make a new key.' },
  DISABLED: {
    means: 'The key is switched off for now.',
    fix: 'Enable it, in the portal or with `enabled: true`.',
  },
  EXPIRED: {
    means: 'The key is past its end, or the secret is the older one of a rotation whose grace is over.',
    fix: 'Extend its expiry, or move the client to the new secret.',
  },
  IP_NOT_ALLOWED: {
    means: 'The key has a list of addresses, and the client’s is not on it.',
    fix: 'Add the address or its range to the list. Without `ip` in the request, a key with a list is refused.',
  },
  INSUFFICIENT_PERMISSIONS: {
    means: 'The key is good, but its permissions do not satisfy the query.',
    fix: 'Grant what is missing: explicitly, through its role, or through its level.',
  },
  RATE_LIMITED: {
    means: 'One of the key’s own limits is used up.',
    fix: 'Wait for `reset` seconds, or raise the limit. `rateLimits` says which limit it was.',
  },
}
