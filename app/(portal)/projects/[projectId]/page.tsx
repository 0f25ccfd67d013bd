import type { Metadata } from 'next'
import { leakExpression } from '#app/docs/leak-expression.ts'
import { ProjectPage } from '#components/projects/project-page.tsx'

export const metadata: Metadata = { title: 'Project' }

export default async function Page({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params
  return <ProjectPage projectId={projectId} leakExpression={leakExpression()} />
}
