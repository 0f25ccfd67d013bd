import type { Metadata } from 'next'
import { leakExpression } from '#app/docs/leak-expression.ts'
import { ProjectsPage } from '#components/projects/projects-page.tsx'

export const metadata: Metadata = { title: 'Projects' }

export default function Page() {
  return <ProjectsPage leakExpression={leakExpression()} />
}
