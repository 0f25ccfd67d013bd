import { notFound } from 'next/navigation'
import { ErrorPage } from '#components/docs/guides/errors.tsx'
import { operations } from '#lib/contracts/operations.ts'
import { problemCodes, problemTitles } from '#lib/contracts/problem.ts'
import { env } from '#lib/env.ts'

interface Props {
  params: Promise<{ code: string }>
}

const find = async (params: Props['params']) => {
  const { code: asked } = await params
  return problemCodes.find((code) => code === asked)
}

export async function generateMetadata({ params }: Props) {
  const code = await find(params)
  return { title: code ? problemTitles[code] : 'Not found' }
}

export default async function Page({ params }: Props) {
  const code = await find(params)
  if (!code) notFound()
  const named = operations.filter((operation) => operation.errors.includes(code))
  return (
    <ErrorPage
      code={code}
      origin={env().LATCHWORK_URL}
      operations={named.map(({ id, method, path, summary }) => ({ id, method, path, summary }))}
    />
  )
}
