const passed = (check: string, detail: string) => ({ check, passed: true, code: 'VALID', detail })

/** Examples of why a key is refused, and of what it holds against what it uses. */
export const oversightExamples = {
  explainKey: {
    body: { permissions: 'refunds:write', ip: '203.0.113.7' },
    reply: {
      at: '2026-11-21T09:30:00.000Z',
      code: 'INSUFFICIENT_PERMISSIONS',
      checks: [
        passed('revocation', 'It is not revoked.'),
        passed('expiry', 'It expires on 31 Jan 2027, 12:00:00 UTC.'),
        passed('secret', 'Its newest secret is good.'),
        passed('enabled', 'It is enabled.'),
        passed('address', 'Its address list has 203.0.113.7.'),
        {
          check: 'permissions',
          passed: false,
          code: 'INSUFFICIENT_PERMISSIONS',
          detail: 'It lacks refunds:write.',
        },
        passed('rate_limits', 'It has 998 of 1,000 calls left.'),
      ],
    },
  },
  getKeySizing: {
    query: { days: '90' },
    reply: {
      days: 90,
      since: '2026-08-23T09:30:00.000Z',
      observed: true,
      permissions: [
        { name: 'invoices:read', used: true, lastUsedAt: '2026-11-21T09:29:58.000Z' },
        { name: 'invoices:write', used: false, lastUsedAt: null },
      ],
    },
  },
  narrowKey: { body: { days: 90 } },
}
