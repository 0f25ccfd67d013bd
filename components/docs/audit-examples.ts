const ada = { type: 'user', id: '0193b0f0-f9a5-7d30-a2e7-58c1b6f3904d', name: 'Ada Lindqvist' }
const keyId = '0193b0f4-5c1e-7a42-9f3d-2b6c8e01d7a5'
const sha256 = (start: string) => `${start}${'9b5e04d7c1a86f32'.repeat(4)}`.slice(0, 64)
const audited = {
  id: '0193b0f8-4a71-7d02-8c4e-1f5a9be70d36',
  seq: '1042',
  at: '2026-11-21T09:30:00.000Z',
  actor: ada,
  action: 'key.rotate',
  target: { type: 'key', id: keyId, name: 'Checkout service', present: true },
  project: { id: '0193b0f1-0b77-7c19-8a55-61f0c4d9e382', name: 'Payments' },
  ip: '203.0.113.7',
  userAgent: 'Mozilla/5.0',
  requestId: '0193b0f8-4a6f-7a11-9b20-5c8e3d7f1a42',
  detail: { generation: { from: 1, to: 2 }, graceSeconds: 3600 },
}
const checkpoint = {
  seq: '1040',
  hash: sha256('77be'),
  at: '2026-11-21T09:00:00.000Z',
  jws: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImxhdGNod29yay1hdWRpdC1jaGVja3BvaW50K2p3cyJ9…',
}

/** Examples of the operations on the audit log. */
export const auditExamples = {
  listAuditEvents: {
    query: { action: 'key.', from: '2026-11-01T00:00:00Z' },
    reply: { items: [audited], nextCursor: null, head: '1042', searchedTo: null },
  },
  getAuditEvent: {
    reply: { ...audited, prevHash: sha256('8a1c'), hash: sha256('3f07') },
  },
  exportAuditEvents: { query: { format: 'ndjson' } },
  verifyAuditLog: {
    query: {},
    reply: {
      status: 'whole',
      events: 1042,
      first: { seq: '1', at: '2026-10-02T08:00:00.000Z', hash: sha256('c2d9') },
      last: { seq: '1042', at: audited.at, hash: sha256('3f07') },
      head: { seq: '1042', hash: sha256('3f07') },
      checkpoint: { seq: '1040', at: '2026-11-21T09:00:00.000Z' },
      fault: null,
      position: null,
    },
  },
  listAuditCheckpoints: { reply: { items: [checkpoint], nextCursor: null } },
  createAuditCheckpoint: { reply: checkpoint },
  getAuditKeys: {
    reply: {
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: 'usWxHK2PmfnHKwXPS54m0kTcGJ90UiglWiGahtagnv8',
          y: 'IBOL-C3BttVivg-lSreASjpkttcsz-1rb7btKLv8EX4',
          kid: 'nDh0a7jyPzoS6BWkqgSkx2BiBdIPJOxM9zVY3K_k9eM',
          alg: 'ES256',
          use: 'sig',
        },
      ],
    },
  },
}
