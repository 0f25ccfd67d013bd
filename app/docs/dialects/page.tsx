import { DialectList } from '#components/docs/guides/dialects/dialect-list.tsx'

export const metadata = { title: 'Other contracts' }

export default function Page() {
  return <DialectList />
}
