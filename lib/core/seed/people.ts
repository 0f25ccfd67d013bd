import type { MemberRole } from '#lib/contracts/permissions.ts'

/** Eight people, so that filters, owners and roles have something to show. None has a password: nobody signs in as them. */
export const people = {
  ines: { name: 'Ines Aldana', role: 'ADMIN' },
  jonas: { name: 'Jonas Weidner', role: 'ADMIN' },
  priya: { name: 'Priya Raman', role: 'MEMBER' },
  mateus: { name: 'Mateus Okafor', role: 'MEMBER' },
  saoirse: { name: 'Saoirse Kinsella', role: 'MEMBER' },
  yuki: { name: 'Yuki Tanabe', role: 'MEMBER' },
  leif: { name: 'Leif Sandström', role: 'MEMBER' },
  clara: { name: 'Clara Moreau', role: 'VIEWER' },
} as const satisfies Record<string, { name: string; role: MemberRole }>

export type Person = keyof typeof people

export const serviceAccounts = [
  'payments-api',
  'mobile-team',
  'observability',
  'build-bot',
  'risk-engine',
  'warehouse-sync',
] as const
export type ServiceAccount = (typeof serviceAccounts)[number]

/** Projects beside the first one, which the owner named. */
export const projects = {
  partners: { name: 'Partners', prefix: 'lw_partner', color: 'violet' },
  sandbox: { name: 'Sandbox', prefix: 'lw_test', color: 'sky' },
} as const
export type SampleProject = 'first' | keyof typeof projects

/**
 * An address of a sample person, under `.example`, which nobody can receive mail at (RFC 2606).
 * @param domain a host name without its last part
 */
export function emailOf(person: Person, domain: string): string {
  const plain = people[person].name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return `${plain.replaceAll(/[^a-z]+/g, '.')}@${domain}.example`
}
