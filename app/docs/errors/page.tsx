import { Errors } from '#components/docs/guides/errors.tsx'

export const metadata = { title: 'Errors' }

export default function Page() {
  return <Errors />
}
