/** What the API of the sample organization, a shop, would call its permissions. */
export const samplePermissions = {
  'catalog:read': 'Browse products and prices',
  'catalog:write': 'Change products and prices',
  'cart:read': 'See carts',
  'cart:write': 'Fill and empty carts',
  'orders:read': 'See orders',
  'orders:write': 'Place, change and cancel orders',
  'charges:read': 'See payments',
  'charges:write': 'Take payments',
  'refunds:read': 'See refunds',
  'refunds:write': 'Give money back',
  'invoices:read': 'See invoices',
  'invoices:write': 'Issue and correct invoices',
  'ledger:read': 'Read the books',
  'ledger:write': 'Post to the books',
  'reports:read': 'Run and download reports',
  'reports:write': 'Define reports',
  'metrics:read': 'Read measurements',
  'metrics:write': 'Send measurements',
  'scores:read': 'Ask for fraud scores',
} as const
export type SamplePermission = keyof typeof samplePermissions

interface SampleRole {
  name: string
  description: string
  permissions: readonly SamplePermission[]
}

/** Roles for keys, beside those every organization starts with. */
export const sampleRoles = [
  {
    name: 'consumer',
    description: 'What the apps of shoppers do',
    permissions: ['catalog:read', 'cart:read', 'cart:write', 'orders:read', 'orders:write', 'refunds:write'],
  },
  {
    name: 'merchant',
    description: 'What a seller’s back office does',
    permissions: [
      'catalog:read',
      'catalog:write',
      'orders:read',
      'orders:write',
      'refunds:read',
      'invoices:read',
    ],
  },
  {
    name: 'finance',
    description: 'Reads everything about money, moves none',
    permissions: ['charges:read', 'refunds:read', 'invoices:read', 'ledger:read', 'reports:read'],
  },
  {
    name: 'observer',
    description: 'Measures, and sees no customer',
    permissions: ['metrics:read', 'metrics:write', 'reports:read'],
  },
] as const satisfies readonly SampleRole[]

/** What the rungs of the ladder add of these permissions. */
export const sampleLevels: readonly { level: number; adds: readonly SamplePermission[] }[] = [
  { level: 1, adds: ['catalog:read'] },
  { level: 2, adds: ['cart:read', 'orders:read', 'invoices:read'] },
  { level: 3, adds: ['cart:write', 'orders:write'] },
  { level: 5, adds: ['charges:read', 'refunds:read', 'reports:read'] },
  { level: 6, adds: ['ledger:read', 'metrics:read'] },
  { level: 7, adds: ['refunds:write', 'catalog:write'] },
  { level: 8, adds: ['charges:write', 'invoices:write', 'ledger:write', 'scores:read'] },
]
