import { problemOf } from '#components/ui/problem.ts'
import { toast } from '#components/ui/toast-store.ts'
import { useMe } from '#lib/client/me.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import { listApprovals, requestApproval } from '#lib/contracts/approvals.ts'
import { type EffectivePolicy, getEffectivePolicy } from '#lib/contracts/policies.ts'

/** What a key of a project is held to; undefined until it is known, and for whoever may not read it. */
export function useKeyPolicy(projectId: string): EffectivePolicy | undefined {
  const me = useMe()
  const may = me.data?.permissions.includes('policy:read') ?? false
  return useOperation(getEffectivePolicy, { project: projectId }, { enabled: may && projectId !== '' }).data
}

/** Asks for an approval, and says what came of the asking, wherever one is by then. */
export function useAskApproval(onAsked?: () => void) {
  return useMutate(requestApproval, {
    invalidates: [listApprovals],
    onSuccess: ({ key }) => {
      onAsked?.()
      toast.success(`An approval is asked for “${key.name}”`, {
        description: 'You are told when an owner or admin has decided.',
      })
    },
    onError: (error) =>
      toast.error('The approval could not be asked for', { description: problemOf(error).message }),
  })
}
