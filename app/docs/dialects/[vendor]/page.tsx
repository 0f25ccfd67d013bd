import { notFound } from 'next/navigation'
import { vendorGuides } from '#components/docs/guides/dialects/all.ts'
import { VendorPage } from '#components/docs/guides/dialects/vendor-page.tsx'
import { env } from '#lib/env.ts'
import { callsOf, errorsOf, exampleAt } from '../calls.ts'

interface Props {
  params: Promise<{ vendor: string }>
}

const guideOf = async ({ params }: Props) => {
  const { vendor } = await params
  return vendorGuides.find((guide) => guide.vendor === vendor)
}

export async function generateMetadata(props: Props) {
  return { title: (await guideOf(props))?.title }
}

export default async function Page(props: Props) {
  const guide = await guideOf(props)
  if (!guide) notFound()
  return (
    <VendorPage
      guide={guide}
      calls={callsOf(guide)}
      errors={errorsOf(guide)}
      origin={env().LATCHWORK_URL}
      example={exampleAt(guide)}
    />
  )
}
