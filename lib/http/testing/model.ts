import type { Operation } from '#lib/contracts/operation.ts'
import type { IssuedKey, Person, Tenant } from './world.ts'

/*
 * Who may do what, said a second time and independently of the code that decides it. Only this file and the
 * operations say what the matrix expects.
 */

/** What people hold by their role. `*` at the end stands for whatever follows. */
const roles = {
  OWNER: ['*'],
  ADMIN: [
    'project:*',
    'permission:*',
    'member:*',
    'service_account:*',
    'audit_event:*',
    'webhook:*',
    'policy:*',
    'approval:*',
    'api_key:*',
  ],
  MEMBER: [
    'project:read',
    'permission:read',
    'member:read',
    'policy:read',
    'api_key:verify',
    'api_key:read:own',
    'api_key:create:own',
    'api_key:update:own',
    'api_key:rotate:own',
    'api_key:delete:own',
  ],
  VIEWER: ['project:read', 'permission:read', 'member:read', 'api_key:read:any'],
} as const

/** Operations that a key can never do, whatever it holds: they would reach beyond its project, or widen what keys hold. */
const beyondAKey = new Set([
  'createOrganization',
  'createProject',
  'installPreset',
  'transferOrganization',
  'updateMember',
  'previewRemoval',
  'listRemovalKeys',
  'removeMember',
  'createInvitation',
  'resendInvitation',
  'withdrawInvitation',
  'approveRequest',
  'declineRequest',
])

/** What every key that a vendor's contract makes holds unasked, and its maker must hold therefore. */
const handedOn: Readonly<Record<string, string>> = { 'trackgenesis.createKey': 'read' }

/** What an operation takes besides its right, each in any scope. */
const besides: Readonly<Record<string, readonly string[]>> = {
  createGatewayKey: ['service_account:update', 'api_key:create', 'api_key:verify'],
  revokeGatewayKey: ['api_key:delete'],
}

/** Who calls, as far as authorization is concerned. */
export interface Caller {
  name: string
  kind: 'anonymous' | 'person' | 'key'
  /** Bearer; null for nobody. */
  token: string | null
  /** Of a key: which. */
  key: IssuedKey | null
  tenant: Tenant | null
  /** A key's project, and the only one that a person is limited to. */
  projectId: string | null
  permissions: readonly string[]
  /** Whose keys are one's own. */
  self: string | null
  /** Whose sessions are one's own. */
  person: Person | null
  /** Names that an answer to this caller may never hold. */
  hidden: readonly string[]
}

export const holdingsOf = (role: keyof typeof roles): readonly string[] => roles[role]

/** What a request is about: the things its path and body name. */
export interface Target {
  tenant: Tenant
  projectId: string
  /** The owner of the key. */
  ownerId: string
  /** Whose session it is. */
  person: Person
  keyId: string
}

/** `done`: the operation's own status. */
export type Expected = 'done' | 401 | 403 | 404

/** True where a caller holds a permission by name. */
export const holds = (caller: Caller, name: string) =>
  caller.permissions.some((held) => (held.endsWith('*') ? name.startsWith(held.slice(0, -1)) : held === name))

const holdsInAnyScope = (caller: Caller, name: string) =>
  [name, `${name}:own`, `${name}:any`].some((one) => holds(caller, one))

/** Tokens are people's here, and secrets are keys'. Where any credential will do, so will these. */
const isOfKind = (credential: Operation['credential'], { kind }: Caller) =>
  credential === 'any' || (credential === 'token' ? kind === 'person' : kind === 'key')

/**
 * What a caller must be answered.
 * @param named the names of the path parameters and of the required ids in the body
 */
export function expected(
  operation: Operation,
  caller: Caller,
  target: Target,
  named: readonly string[],
): Expected {
  const { right } = operation
  if (right.kind === 'public') return 'done'
  if (operation.gateway) return ofGateway(caller, target, right)
  if (caller.kind === 'anonymous' || !isOfKind(operation.credential, caller)) return 401
  if (right.kind === 'person' && caller.kind === 'key') return 403
  if (right.kind === 'key' && caller.kind === 'person') return 403
  if (right.kind === 'permission') {
    if (right.self && named.includes('keyId') && caller.key?.id === target.keyId) return 'done'
    const any = holds(caller, right.scoped ? `${right.name}:any` : right.name)
    const own = right.scoped && holds(caller, `${right.name}:own`)
    if (!any && !own) return 403
    if (right.also !== undefined && !holdsInAnyScope(caller, right.also)) return 403
  }
  if (caller.kind === 'key' && beyondAKey.has(operation.id)) return 403
  const given = handedOn[operation.id]
  if (given !== undefined && !holds(caller, given)) return 403
  if (besides[operation.id]?.some((name) => !holdsInAnyScope(caller, name))) return 403
  const answers = named.map((name) => ofNamed(name, operation, caller, target))
  return answers.find((answer) => answer !== 'done') ?? 'done'
}

/** A gateway is a key of the project that holds the right. To all others the address is not there, whoever they are. */
function ofGateway(caller: Caller, target: Target, right: Operation['right']): Expected {
  const own =
    caller.kind === 'key' && caller.tenant === target.tenant && caller.projectId === target.projectId
  return own && right.kind === 'permission' && holds(caller, right.name) ? 'done' : 404
}

/** What a caller may do to the key of a target, `right` being such as `api_key:update`; 404 where it may not even see it. */
export function onKey(caller: Caller, target: Target, right: string): Expected {
  const sameProject = caller.projectId === null || caller.projectId === target.projectId
  if (caller.tenant !== target.tenant || !sameProject) return 404
  const may = (name: string) =>
    holds(caller, `${name}:any`) || (holds(caller, `${name}:own`) && caller.self === target.ownerId)
  if (may(right)) return 'done'
  return may('api_key:read') ? 403 : 404
}

/** The member's request: the member sees it, and whoever decides; only the member withdraws it. */
function onApproval({ id }: Operation, caller: Caller, target: Target): Expected {
  const own = caller.self === target.ownerId && caller.kind === 'person'
  if (!own && !(caller.tenant === target.tenant && holds(caller, 'approval:decide'))) return 404
  return id === 'withdrawRequest' && !own ? 403 : 'done'
}

function ofNamed(name: string, operation: Operation, caller: Caller, target: Target): Expected {
  const sameTenant = caller.tenant === target.tenant
  const sameProject = caller.projectId === null || caller.projectId === target.projectId
  switch (name) {
    case 'organizationId':
      return sameTenant ? 'done' : 404
    case 'projectId':
      return sameTenant && sameProject ? 'done' : 404
    case 'preset':
    // Every ladder has the rung.
    case 'level':
      return 'done'
    // Of a project, as what it tells of.
    case 'endpointId':
    case 'deliveryId':
    case 'eventId':
      return sameTenant && sameProject ? 'done' : 404
    // Keys of the first project have them, from which nobody takes who is bound to another.
    case 'permissionId':
    case 'roleId':
      if (!sameTenant) return 404
      return operation.method === 'DELETE' && !sameProject ? 403 : 'done'
    // Of the whole organization.
    case 'memberId':
    case 'serviceAccountId':
    case 'invitationId':
      return sameTenant ? 'done' : 404
    case 'userId':
      // Whose keys: one's own, or those of anybody in the organization.
      if (caller.self === target.ownerId) return 'done'
      if (!holds(caller, 'api_key:read:any')) return 403
      return sameTenant ? 'done' : 404
    case 'sessionId':
    case 'noticeId':
      return caller.person === target.person ? 'done' : 404
    // The organization's policy, or a project's; here the first project's.
    case 'scopeId':
      return sameTenant && sameProject ? 'done' : 404
    case 'approvalId':
      return onApproval(operation, caller, target)
    case 'keyId':
      // Whoever asks for an approval could otherwise change the key.
      if (operation.id === 'requestApproval') return onKey(caller, target, 'api_key:update')
      return operation.right.kind === 'permission'
        ? onKey(caller, target, operation.right.name.replace(/:(own|any)$/, ''))
        : 'done'
    // Whoever may change its key; who made it may besides, which is no caller's case here.
    case 'handoverId':
      return onKey(caller, target, 'api_key:update')
    case 'token': {
      // A token of a key out of one's sight is as good as none, of which nothing is said (RFC 7009, section 2.2).
      const answer = onKey(caller, target, 'api_key:delete')
      return answer === 404 ? 'done' : answer
    }
    default:
      throw new Error(
        `The model does not know what “${name}” of ${operation.id} names: say in lib/http/testing/model.ts who may reach it.`,
      )
  }
}
