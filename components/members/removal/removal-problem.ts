import type { RemovalPreview } from '#lib/contracts/removal.ts'
import { chosen, converts, type RemovalState } from './removal-choice.ts'

export type Step = 'keys' | 'accounts' | 'confirm'

/** The fields of the wizard that can be wrong by themselves, by their ids in the page. */
export const fieldIds = {
  name: 'new-account-name',
  responsible: 'new-account-responsible',
  accounts: 'removal-responsible',
  confirm: 'removal-confirm',
} as const
export type WrongField = keyof typeof fieldIds

/** The id of the sentence that says what is wrong with a field. */
export const problemId = 'removal-problem'

/** What a wrong field carries, so that it is marked and what is said belongs to it. */
export const wrongProps = (field: WrongField, wrong: WrongField | null) =>
  field === wrong ? { 'aria-invalid': true as const, 'aria-describedby': problemId } : {}

/** The same for a field that opens a list. */
export const wrongPicker = (field: WrongField, wrong: WrongField | null) =>
  field === wrong ? { invalid: true, describedBy: problemId } : {}

/** What stands in the way of a step, and at which field. */
export interface Problem {
  text: string
  field: WrongField | null
}

/** What is missing before the keys are decided on; null where nothing is. */
export function keysProblem(state: RemovalState, preview: RemovalPreview): Problem | null {
  const all = chosen(state, preview)
  if (all.some((choice) => choice.action === 'transfer' && !choice.owner))
    return { text: 'Choose who gets the keys that are transferred.', field: null }
  if (!converts(state, preview)) return null
  if (state.newAccount.name.trim() === '') return { text: 'Name the new service account.', field: 'name' }
  if (state.newAccount.responsible) return null
  return { text: 'Choose who answers for the new service account.', field: 'responsible' }
}

/** What is missing before their service accounts are handed on; null where nothing is. */
export function accountsProblem(
  { responsible, accounts }: RemovalState,
  preview: RemovalPreview,
): Problem | null {
  const open = preview.serviceAccounts.filter(({ id, archived }) => !archived && !accounts.has(id))
  if (responsible || (open.length === 0 && preview.moreServiceAccounts === 0)) return null
  const text =
    open.length === 1
      ? `Choose who answers for “${open[0]?.name}”.`
      : 'Choose who answers for their service accounts.'
  return { text, field: 'accounts' }
}

/** What is wrong with the address that is typed to confirm; null where it is theirs. Capitals make no other address. */
export function confirmProblem(typed: string, email: string): Problem | null {
  if (typed.trim().toLowerCase() === email.toLowerCase()) return null
  return { text: `Type ${email} to confirm.`, field: 'confirm' }
}

/** Where in the wizard that stands which the server has refused; null where it is no single step. */
export function refusedAt(
  fields: readonly { path: string }[],
): { step: Step; field: WrongField | null } | null {
  for (const { path } of fields) {
    const [head, next] = path.split('.')
    if (head === 'newServiceAccount')
      return { step: 'keys', field: next === 'responsibleId' ? 'responsible' : 'name' }
    if (head === 'used' || head === 'idle' || head === 'keys') return { step: 'keys', field: null }
    if (head === 'responsibleId') return { step: 'accounts', field: 'accounts' }
    if (head === 'serviceAccounts') return { step: 'accounts', field: null }
  }
  return null
}
