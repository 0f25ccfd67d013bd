import { CoreError } from '../errors.ts'

/**
 * @param noun what it is: `role`
 * @throws CoreError `precondition_failed` where it is no longer of the version that the caller read
 */
export function requireVersion(
  noun: string,
  { version }: { version: number },
  ifVersion: number | undefined,
): void {
  if (ifVersion !== undefined && ifVersion !== version)
    throw new CoreError(
      'precondition_failed',
      `Somebody changed this ${noun} since you read it; read it again.`,
    )
}
