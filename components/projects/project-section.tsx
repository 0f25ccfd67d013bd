import type { ReactNode } from 'react'

/** A part of a project's page: what it is at the left, what one does at the right. */
export function ProjectSection({
  title,
  about,
  children,
}: {
  title: string
  about: ReactNode
  children: ReactNode
}) {
  return (
    <section className="grid gap-x-10 gap-y-4 border-b px-4 py-8 sm:px-7 lg:grid-cols-[280px_minmax(0,560px)]">
      <div>
        <h2 className="text-sm">{title}</h2>
        <p className="mt-1 text-pretty text-muted">{about}</p>
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  )
}
