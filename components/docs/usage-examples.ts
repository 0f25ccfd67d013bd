/** Examples of what keys do. */
export const usageExamples = {
  getUsage: {
    query: { unit: 'day', by: 'project' },
    reply: {
      unit: 'day',
      series: [],
      groups: [
        {
          id: '0193b0f9-1c58-7d04-a7e9-3b86f5d2c003',
          type: 'project',
          name: 'Production',
          total: { VALID: 48211, RATE_LIMITED: 37 },
          points: [{ at: '2026-11-20T00:00:00.000Z', outcomes: { VALID: 48211, RATE_LIMITED: 37 } }],
        },
      ],
    },
  },
  getKeyUsage: {
    reply: {
      total: { VALID: 1204, EXPIRED: 14, RATE_LIMITED: 3 },
      refusals: [
        {
          id: '0193b0f9-1c58-7d04-a7e9-3b86f5d2c017',
          at: '2026-11-21T08:14:07.000Z',
          code: 'RATE_LIMITED',
          ip: '203.0.113.24',
          userAgent: 'okhttp/4.12',
          query: 'data:read',
          secret: null,
        },
        {
          id: '0193b0f9-1c58-7d04-a7e9-3b86f5d2c018',
          at: '2026-11-21T07:52:40.000Z',
          code: 'EXPIRED',
          ip: '203.0.113.31',
          userAgent: 'cron/1.4',
          query: null,
          secret: { generation: 1, mask: 'lw_Vt7f…q3kD', endedAt: '2026-11-20T18:17:02.000Z' },
        },
      ],
      retiringSecretClients: [],
      endedSecretUses: [
        {
          generation: 1,
          mask: 'lw_Vt7f…q3kD',
          endedAt: '2026-11-20T18:17:02.000Z',
          count: 14,
          firstAt: '2026-11-20T18:52:40.000Z',
          lastAt: '2026-11-21T07:52:40.000Z',
          ip: '203.0.113.31',
          userAgent: 'cron/1.4',
        },
      ],
    },
  },
}
