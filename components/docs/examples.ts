import { auditExamples } from './audit-examples.ts'
import { catalogueExamples } from './catalogue-examples.ts'
import { noticeExamples } from './notice-examples.ts'
import { offboardingExamples } from './offboarding-examples.ts'
import { oversightExamples } from './oversight-examples.ts'
import { peopleExamples } from './people-examples.ts'
import { policyExamples } from './policy-examples.ts'
import { projectExamples } from './project-examples.ts'
import { usageExamples } from './usage-examples.ts'

/** What an example fills in by hand: parts of the request, and fields of the answer. */
export interface Example {
  params?: Readonly<Record<string, string>>
  query?: Readonly<Record<string, string>>
  body?: Readonly<Record<string, unknown>>
  /** Top-level fields of the answer, in place of those the schema alone suggests; undefined leaves one out. */
  reply?: Readonly<Record<string, unknown>>
}

const ada = { type: 'user', id: '0193b0f0-f9a5-7d30-a2e7-58c1b6f3904d', name: 'Ada Lindqvist' }
const keyId = '0193b0f4-5c1e-7a42-9f3d-2b6c8e01d7a5'
const projectAudience = 'https://keys.northwind.example/projects/0193b0f1-0b77-7c19-8a55-61f0c4d9e382'
const secret = (generation: number, notAfter: string | null) => ({
  id: generation === 1 ? '0193b0f4-5c1f-7b90-8d21-6e4a0c93f5b8' : '0193b0f8-4a70-7e15-b3c6-91d2f07a58e4',
  mask: generation === 1 ? 'lw_Vt7f…q3kD' : 'lw_8sQm…Zx0P',
  generation,
  createdAt: generation === 1 ? '2026-10-02T08:00:00.000Z' : '2026-11-21T09:30:00.000Z',
  notAfter,
  grace: notAfter === null ? null : { seconds: 3600, beganAt: '2026-11-21T09:30:00.000Z' },
  lastUsedAt: generation === 1 ? '2026-11-21T09:29:58.000Z' : null,
})

const webhook = {
  id: '0193b0fc-2d4e-7f31-8b67-5a9c0e1d3f24',
  projectId: null,
  url: 'https://hooks.northwind.example/latchwork',
  description: 'Tells the on-call channel',
  types: ['key.revoked', 'key.expiring'],
  enabled: true,
  state: 'working',
  failingSince: null,
  disabledReason: null,
  oldSecretUntil: null,
  recent: [
    {
      id: '0193b0fd-11a2-7c83-9e50-7f4b2d6c8a19',
      state: 'delivered',
      createdAt: '2026-11-21T09:30:00.000Z',
    },
  ],
  version: 1,
  createdAt: '2026-11-02T08:00:00.000Z',
  updatedAt: '2026-11-02T08:00:00.000Z',
}
const failedDelivery = {
  id: '0193b0fd-11a2-7c83-9e50-7f4b2d6c8a19',
  endpointId: webhook.id,
  messageId: '0193b0fd-11a0-7b14-8d2f-3e6a9c5b7d08',
  type: 'key.revoked',
  subject: { name: 'Checkout service', mask: 'lw_Vt7f…q3kD' },
  state: 'failed',
  attempts: 9,
  createdAt: '2026-11-20T09:30:00.000Z',
  nextAt: null,
  deliveredAt: null,
  last: { at: '2026-11-21T10:11:00.000Z', duration: 312, status: 502, error: null },
}
const pendingDelivery = {
  ...failedDelivery,
  id: '0193b0fe-6b3d-7a95-b1c4-2f8e0d7a9c56',
  state: 'pending',
  attempts: 0,
  createdAt: '2026-11-21T10:20:00.000Z',
  nextAt: '2026-11-21T10:20:00.000Z',
  last: null,
}

/**
 * Requests worth showing, where what is required says too little. Permissions are of the catalogue that a new
 * organization starts with, so that the example works on the first day. A test holds each against its operation.
 */
export const examples: Readonly<Record<string, Example>> = {
  ...auditExamples,
  ...oversightExamples,
  ...peopleExamples,
  ...noticeExamples,
  ...offboardingExamples,
  ...policyExamples,
  createSession: { body: { email: 'ada@northwind.example', password: 'the password of the account' } },
  createKey: {
    body: {
      name: 'Checkout service',
      permissions: ['data:read', 'data:write'],
      expiresIn: 7_776_000,
      metadata: { team: 'payments' },
    },
    reply: {
      lastUsedAt: null,
      secrets: [{ ...secret(1, null), createdAt: '2026-11-21T09:30:00.000Z', lastUsedAt: null }],
    },
  },
  ...catalogueExamples,
  updateOrganization: { body: { name: 'Northwind Traders' } },
  createHandover: {
    body: { secret: 'lw_…', hours: 24, note: 'For Grace, to try the sandbox' },
    reply: { note: 'For Grace, to try the sandbox', url: 'https://keys.example.com/reveal#…' },
  },
  listPresets: {
    reply: {
      items: [
        {
          name: 'trackgenesis',
          title: 'TrackGenesis',
          about: 'The scopes of TrackGenesis’ keys; its contract gives every new key the scope read.',
          permissions: 7,
          roles: 0,
          levels: 0,
          missing: {
            permissions: [{ name: 'user_management', description: 'Manage users' }],
            roles: [],
            levels: [],
            keys: 0,
          },
        },
      ],
    },
  },
  installPreset: {
    params: { preset: 'vertesia' },
    reply: {
      permissions: [{ name: 'content:read', description: 'Read content' }],
      roles: [
        {
          name: 'reader',
          description: 'Reads everything, changes nothing',
          isNew: false,
          permissions: ['content:read'],
        },
      ],
      levels: [],
      keys: 3,
    },
  },
  createWebhook: {
    body: {
      url: 'https://hooks.northwind.example/latchwork',
      description: 'Tells the on-call channel',
      types: ['key.revoked', 'key.expiring'],
    },
    reply: { ...webhook, state: 'idle', recent: [], secret: 'whsec_…' },
  },
  listWebhooks: { reply: { items: [webhook] } },
  getWebhook: { reply: webhook },
  updateWebhook: { body: { types: [] }, reply: { ...webhook, types: [], version: 2 } },
  rotateWebhookSecret: {
    body: { graceSeconds: 86_400 },
    reply: { ...webhook, oldSecretUntil: '2026-11-22T09:30:00.000Z', version: 2, secret: 'whsec_…' },
  },
  endOldWebhookSecret: { reply: { ...webhook, version: 3 } },
  listWebhookDeliveries: { query: { state: 'failed' }, reply: { items: [failedDelivery] } },
  getWebhookDelivery: {
    reply: {
      ...failedDelivery,
      payload:
        '{"type":"key.revoked","timestamp":"2026-11-21T09:30:00.000Z","data":{"key":{"name":"Checkout service"}}}',
      log: [
        {
          id: '0193b0fd-8f1c-7d12-9a45-0b7e6c3d2f18',
          ...failedDelivery.last,
          body: 'upstream timed out',
          headers: {
            'content-type': 'application/json',
            'user-agent': 'Latchwork-Webhooks/1',
            'webhook-id': failedDelivery.messageId,
            'webhook-timestamp': '1795253460',
          },
        },
      ],
    },
  },
  redeliverWebhook: { reply: pendingDelivery },
  sendWebhookTest: { reply: { ...pendingDelivery, type: 'webhook.test', subject: null } },
  listKeys: { query: { status: 'active,expiring', sort: '-lastUsedAt', limit: '20' } },
  updateKey: {
    body: { name: 'Checkout service, EU', enabled: true },
    reply: { name: 'Checkout service, EU', version: 2 },
  },
  revokeKey: {
    query: { reason: 'Found in a public repository' },
    reply: {
      status: 'revoked',
      version: 2,
      revokedAt: '2026-11-21T09:30:00.000Z',
      revokedBy: ada,
      revokedReason: 'Found in a public repository',
      secrets: [],
    },
  },
  rotateKey: {
    body: { graceSeconds: 3600 },
    reply: {
      status: 'rotating',
      mask: 'lw_8sQm…Zx0P',
      generation: 2,
      version: 2,
      rotatingUntil: '2026-11-21T10:30:00.000Z',
      secrets: [secret(2, null), secret(1, '2026-11-21T10:30:00.000Z')],
    },
  },
  extendGrace: {
    body: { endsAt: '2026-11-28T09:30:00.000Z' },
    reply: {
      status: 'rotating',
      mask: 'lw_8sQm…Zx0P',
      generation: 2,
      version: 3,
      rotatingUntil: '2026-11-28T09:30:00.000Z',
      secrets: [secret(2, null), secret(1, '2026-11-28T09:30:00.000Z')],
    },
  },
  endGrace: {
    reply: {
      mask: 'lw_8sQm…Zx0P',
      generation: 2,
      version: 3,
      rotatingUntil: null,
      secrets: [secret(2, null)],
    },
  },
  bulkKeys: {
    body: { action: 'disable', ids: [keyId, '0193b0f6-71c3-7b58-8e02-9a4d1f6c5b37'] },
    reply: {
      results: [
        { id: keyId, ok: true },
        {
          id: '0193b0f6-71c3-7b58-8e02-9a4d1f6c5b37',
          ok: false,
          code: 'not_found',
          detail: 'There is no such key, or it is not yours to see.',
        },
      ],
    },
  },
  verifyKey: {
    body: {
      key: 'the key that your service was shown',
      permissions: 'data:read and (data:write or files:write)',
      ip: '203.0.113.24',
    },
  },
  verifyKeys: {
    body: {
      keys: [
        { key: 'a key that your service was shown', permissions: 'data:read', ip: '203.0.113.24' },
        { key: 'another', cost: 5 },
      ],
    },
  },
  getKeyToken: {
    query: { scope: 'data:read', lifetime: '300' },
    reply: { scope: 'data:read', expiresIn: 300, audience: [projectAudience] },
  },
  issueToken: {
    body: {
      grant_type: 'client_credentials',
      client_id: keyId,
      client_secret: 'the secret of the key',
      scope: 'data:read',
    },
    reply: {
      access_token: 'eyJ… (shown this once)',
      expires_in: 300,
      scope: 'data:read',
      issued_token_type: undefined,
    },
  },
  introspectToken: {
    body: { token: 'the token that your service was shown' },
    reply: {
      active: true,
      scope: 'data:read',
      client_id: keyId,
      sub: keyId,
      aud: projectAudience,
      iss: 'https://keys.northwind.example',
      iat: 1_795_253_400,
      exp: 1_795_253_700,
    },
  },
  revokeToken: { body: { token: 'the token to take back' } },
  getSigningKeys: {
    reply: {
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
          y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
          kid: 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
          alg: 'ES256',
          use: 'sig',
        },
      ],
    },
  },
  getAuthorizationServer: {
    reply: {
      issuer: 'https://keys.northwind.example',
      token_endpoint: 'https://keys.northwind.example/api/oauth2/token',
      introspection_endpoint: 'https://keys.northwind.example/api/oauth2/introspect',
      revocation_endpoint: 'https://keys.northwind.example/api/oauth2/revoke',
      jwks_uri: 'https://keys.northwind.example/.well-known/jwks.json',
      service_documentation: 'https://keys.northwind.example/docs',
      grant_types_supported: ['client_credentials', 'urn:ietf:params:oauth:grant-type:token-exchange'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    },
  },
  authorizeRequest: { query: { permissions: 'data:read' } },
  ...usageExamples,
  getMe: {
    reply: {
      key: null,
      organizations: [{ id: '0193b0f0-f9a4-7e6b-b1c8-0d2e7f4a9b13', name: 'Northwind', role: 'OWNER' }],
    },
  },
  ...projectExamples,
  changePassword: {
    body: { currentPassword: 'the password of the account', newPassword: 'a long sentence of your own' },
  },
  startSecondFactor: {
    body: { password: 'the password of the account' },
    reply: { secret: '… (shown this once)' },
  },
  confirmSecondFactor: { body: { code: '123456' } },
  regenerateRecoveryCodes: { body: { password: 'the password of the account', code: '123456' } },
  removeSecondFactor: { body: { password: 'the password of the account', code: '123456' } },
  setUp: {
    body: {
      token: 'from the address that the first start printed',
      owner: {
        name: 'Ada Lindqvist',
        email: 'ada@northwind.example',
        password: 'a long sentence of your own',
      },
      organization: { name: 'Northwind' },
      project: { name: 'Payments, live' },
    },
  },
}
