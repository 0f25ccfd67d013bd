import { notFound } from 'next/navigation'
import { documentOperation } from '#app/docs/document-operation.ts'
import { signedIn } from '#app/docs/signed-in.ts'
import { OperationPage } from '#components/docs/operation-page.tsx'
import { operations } from '#lib/contracts/operations.ts'
import { env } from '#lib/env.ts'

interface Props {
  params: Promise<{ operationId: string }>
}

const find = async (params: Props['params']) => {
  const { operationId } = await params
  return operations.find(({ id }) => id === operationId)
}

export async function generateMetadata({ params }: Props) {
  return { title: (await find(params))?.summary ?? 'Not found' }
}

export default async function Page({ params }: Props) {
  const operation = await find(params)
  if (!operation) notFound()
  return (
    <OperationPage
      key={operation.id}
      operation={documentOperation(operation)}
      origin={env().LATCHWORK_URL}
      signedIn={await signedIn()}
    />
  )
}
