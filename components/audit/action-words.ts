const words: Readonly<Record<string, string>> = {
  'approval.approve': 'approved a request',
  'approval.decline': 'declined a request',
  'approval.request': 'asked for an approval',
  'approval.withdraw': 'withdrew a request',
  'audit.export': 'exported the audit log',
  'invitation.accept': 'accepted an invitation',
  'invitation.create': 'invited somebody',
  'invitation.resend': 'sent an invitation again',
  'invitation.withdraw': 'withdrew an invitation',
  'key.create': 'created a key',
  'key.disable': 'disabled a key',
  'key.enable': 'enabled a key',
  'key.grace_end': 'ended the grace of an old secret',
  'key.grace_extend': 'extended the grace of an old secret',
  'key.handover': 'made a one-time link to a secret',
  'key.handover_open': 'opened a one-time link to a secret',
  'key.handover_withdraw': 'withdrew a one-time link',
  'key.reveal': 'fetched a secret',
  'key.revoke': 'revoked a key',
  'key.rotate': 'rotated a key',
  'key.token': 'got an access token of a key',
  'key.transfer': 'transferred a key',
  'key.update': 'changed a key',
  'level.update': 'changed a level',
  'member.create': 'added a member',
  'member.leave': 'left the organization',
  'member.remove': 'removed a member',
  'member.update': 'changed a member',
  'organization.create': 'founded the organization',
  'organization.fill_with_samples': 'filled in sample data',
  'organization.transfer': 'handed the organization over',
  'organization.update': 'changed the organization',
  'password.update': 'changed their password',
  'permission.create': 'made a permission',
  'permission.delete': 'deleted a permission',
  'permission.update': 'changed a permission',
  'policy.draft': 'drafted the policy',
  'policy.enforce': 'put the policy in force',
  'policy.withdraw': 'withdrew a policy to come',
  'preset.install': 'installed a preset',
  'project.archive': 'archived a project',
  'project.create': 'made a project',
  'project.gateway_key': 'chose the gateway key of a project',
  'project.restore': 'restored a project',
  'project.update': 'changed a project',
  'role.create': 'made a role',
  'role.delete': 'deleted a role',
  'role.update': 'changed a role',
  'second_factor.disable': 'turned their second factor off',
  'second_factor.enable': 'turned their second factor on',
  'second_factor.renew_recovery_codes': 'renewed their recovery codes',
  'service_account.archive': 'retired a service account',
  'service_account.create': 'made a service account',
  'service_account.restore': 'restored a service account',
  'service_account.update': 'changed a service account',
  'session.create': 'signed in',
  'session.end': 'ended a session',
  'session.end_all': 'signed out everywhere',
  'session.refuse': 'was refused at sign-in',
  'token.revoke': 'revoked an access token',
  'user.update': 'changed their name',
  'webhook.create': 'made a webhook',
  'webhook.delete': 'deleted a webhook',
  'webhook.disable': 'disabled a webhook',
  'webhook.end_old_secret': 'ended a webhook’s old secret',
  'webhook.redeliver': 'delivered again by webhook',
  'webhook.rotate_secret': 'rotated a webhook’s secret',
  'webhook.test': 'tested a webhook',
  'webhook.update': 'changed a webhook',
}

/** What somebody did, as it reads after their name. An action that this version does not know is told by its own words. */
export function actionWords(action: string): string {
  return words[action] ?? action.replaceAll(/[._]/g, ' ')
}

const nouns: Readonly<Record<string, string>> = {
  approval: 'Approvals',
  audit: 'The audit log',
  invitation: 'Invitations',
  key: 'Keys',
  level: 'Levels',
  member: 'Members',
  organization: 'The organization',
  password: 'Passwords',
  permission: 'Permissions',
  policy: 'Policies',
  preset: 'Presets',
  project: 'Projects',
  role: 'Roles',
  second_factor: 'Second factors',
  service_account: 'Service accounts',
  session: 'Sign-ins and sessions',
  token: 'Access tokens',
  user: 'People',
  webhook: 'Webhooks',
}

/** What actions of a noun are about: `key.` -> `Keys`. */
export function nounWords(prefix: string): string {
  const noun = prefix.replace(/\.$/, '')
  return nouns[noun] ?? sentence(noun)
}

/** `service_account` -> `Service account`. */
export function sentence(name: string): string {
  const text = name.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What a filter on actions is set to, in few words. */
export function chosenActions(actions: readonly string[]): string | null {
  const [only, second] = actions
  if (only === undefined) return null
  if (second !== undefined) return `${actions.length} chosen`
  return only.endsWith('.') ? nounWords(only) : actionWords(only)
}

/** Nouns that are looked for most, before the others. */
const first = ['key.', 'session.', 'member.', 'invitation.', 'service_account.', 'project.']

/** The noun of each action, with its point; those first that are looked for most. */
export function nounsOf(actions: readonly string[]): string[] {
  const found = [...new Set(actions.map((action) => `${action.split('.')[0]}.`))]
  return [...first.filter((noun) => found.includes(noun)), ...found.filter((noun) => !first.includes(noun))]
}
