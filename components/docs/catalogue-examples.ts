/** Examples of the operations on permissions, roles and levels. */
export const catalogueExamples = {
  createPermission: {
    body: { name: 'invoices:write', description: 'Draw up and send invoices' },
    reply: { name: 'invoices:write', description: 'Draw up and send invoices', builtIn: false },
  },
  getPermissionUse: {
    params: { permissionId: '42' },
    reply: {
      roles: [{ id: '0193b0f3-20d4-7c85-9a1e-6f0b7d2c4e18', name: 'writer' }],
      levels: [{ level: 3, name: 'Write public' }],
      projects: [],
      keys: 12,
      explicit: 2,
      items: [],
    },
  },
  updatePermission: { params: { permissionId: '42' }, body: { description: 'Draw up and send invoices' } },
  createRole: {
    body: { name: 'auditor', description: 'Reads what accounts are made of', permissions: ['billing:read'] },
    reply: {
      name: 'auditor',
      description: 'Reads what accounts are made of',
      permissions: ['billing:read'],
      version: 1,
    },
  },
  updateRole: {
    body: { permissions: ['billing:read', 'data:read'] },
    reply: { name: 'auditor', permissions: ['billing:read', 'data:read'], version: 2 },
  },
  previewRole: {
    body: { permissions: ['billing:read', 'data:read'] },
    reply: {
      keys: 12,
      gaining: 12,
      losing: 0,
      permissions: [{ name: 'data:read', gaining: 12, losing: 0 }],
      items: [],
      nextCursor: null,
    },
  },
  deleteRole: {
    query: { replacement: 'none' },
    reply: { name: 'auditor', permissions: ['billing:read'], keys: 12 },
  },
  updateLevel: {
    params: { level: '3' },
    body: { permissions: ['data:write'] },
    reply: { level: 3, name: 'Write public', permissions: ['data:write'], version: 2 },
  },
  previewLevel: {
    params: { level: '3' },
    body: { permissions: ['data:write', 'files:write'] },
    reply: {
      keys: 4,
      gaining: 4,
      losing: 0,
      permissions: [{ name: 'files:write', gaining: 4, losing: 0 }],
      items: [],
      nextCursor: null,
    },
  },
}
