import type { ProblemCode } from '#lib/contracts/problem.ts'

interface SharedRefusal {
  code: ProblemCode
  /** Where it is not the one that the problem usually has. */
  status?: number
  means: string
  fix: string
}

/** What is refused in every contract alike, before anything of it is looked at, or because nothing of it can be. */
export const sharedRefusals: readonly SharedRefusal[] = [
  {
    code: 'method_not_allowed',
    means: 'The path is there, and does not take this method.',
    fix: '`Allow` says which it takes.',
  },
  {
    code: 'request_timeout',
    means: 'The body took more than ten seconds to arrive.',
    fix: 'Send it in one go.',
  },
  { code: 'payload_too_large', means: 'The body has more than 256 KiB.', fix: 'Send a smaller one.' },
  {
    code: 'invalid',
    status: 414,
    means: 'The address has more than 8,192 characters.',
    fix: 'Send a shorter one.',
  },
  {
    code: 'unsupported_media_type',
    means: 'The body is not sent as JSON.',
    fix: 'Set `Content-Type: application/json`.',
  },
  {
    code: 'rate_limited',
    means: 'More requests in a minute than one credential may make.',
    fix: 'Go on after `Retry-After` seconds.',
  },
  {
    code: 'unavailable',
    means: 'The database is away, or a node has not confirmed the change.',
    fix: 'Send it again after `Retry-After` seconds. A deletion that was made is then 404.',
  },
]
