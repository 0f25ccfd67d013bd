import { cn } from '#components/ui/cn.ts'
import type { ProjectColor } from '#lib/contracts/projects.ts'

const fill: Record<ProjectColor, string> = {
  ink: 'bg-ink',
  brass: 'bg-brass',
  moss: 'bg-moss',
  teal: 'bg-teal',
  sky: 'bg-sky',
  violet: 'bg-violet',
  rose: 'bg-rose',
  clay: 'bg-clay',
}

/** The colour of a project, beside its name. Square, as a round one says how something fares. */
export function ProjectDot({ color, className }: { color: ProjectColor; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn('inline-block size-2 shrink-0 rounded-xs', fill[color], className)}
    />
  )
}

/** A project's name with its colour before it. */
export function ProjectName({
  project,
  className,
}: {
  project: { name: string; color: ProjectColor }
  className?: string
}) {
  return (
    <span className={cn('inline-flex min-w-0 max-w-full items-center gap-2', className)}>
      <ProjectDot color={project.color} />
      <span className="truncate">{project.name}</span>
    </span>
  )
}
