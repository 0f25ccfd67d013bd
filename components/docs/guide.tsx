import { Link2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'

/** A page of the reference to be read: a heading, a first sentence, and sections. */
export function Guide({
  title,
  lead,
  eyebrow,
  children,
}: {
  title: string
  lead: ReactNode
  /** Above the title: what it belongs to. */
  eyebrow?: ReactNode
  children: ReactNode
}) {
  return (
    <article className="mx-auto w-full max-w-[760px] px-4 py-8 sm:px-8 lg:py-12">
      {eyebrow && <div className="mb-1.5 text-faint">{eyebrow}</div>}
      <h1 className="text-2xl">{title}</h1>
      <div className="mt-2 max-w-[68ch] text-pretty text-base text-muted leading-6">{lead}</div>
      {children}
    </article>
  )
}

/** A heading that can be linked to. */
export function Heading({ id, level = 2, children }: { id: string; level?: 2 | 3; children: ReactNode }) {
  const Tag = level === 2 ? 'h2' : 'h3'
  return (
    <Tag
      id={id}
      className={cn('group/heading scroll-mt-16 md:scroll-mt-6', level === 2 ? 'text-base' : 'text-sm')}
    >
      <a href={`#${id}`} className="inline-flex items-center gap-1.5 rounded-sm">
        {children}
        <Link2
          aria-hidden="true"
          className="size-3.5 text-faint opacity-0 group-focus-within/heading:opacity-100 group-hover/heading:opacity-100"
        />
      </a>
    </Tag>
  )
}

/** A part of a guide. */
export function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className="mt-10 grid gap-3" aria-labelledby={id}>
      <Heading id={id}>{title}</Heading>
      {children}
    </section>
  )
}

/** A paragraph of a guide: at most 68 characters a line. */
export function Para({ children, className }: { children: ReactNode; className?: string }) {
  return <p className={cn('max-w-[72ch] text-pretty text-muted leading-[22px]', className)}>{children}</p>
}

/** Points of a guide, parted by hairlines. */
export function Points({ children, ordered }: { children: ReactNode; ordered?: boolean }) {
  const Tag = ordered ? 'ol' : 'ul'
  return (
    <Tag
      className={cn(
        'max-w-[72ch] border-t text-muted leading-[22px] [&>li]:border-b [&>li]:py-2',
        ordered && '[counter-reset:point] [&>li]:grid [&>li]:grid-cols-[24px_1fr]',
      )}
    >
      {children}
    </Tag>
  )
}

/** A table of a guide: two to four columns of short words. Where there is little room, as on a phone, each row becomes a
 * paragraph under its first cell. */
export function GuideTable({
  label,
  head,
  rows,
}: {
  label: string
  head: readonly string[]
  rows: readonly { key: string; cells: readonly ReactNode[] }[]
}) {
  return (
    <div className="@container">
      <table
        {...roles.table}
        aria-label={label}
        className="w-full border-collapse text-left @max-[560px]:block"
      >
        <thead {...roles.rowgroup} className="@max-[560px]:sr-only">
          <tr {...roles.row} className="h-8 border-b text-faint text-xs">
            {head.map((name) => (
              <th key={name} {...roles.columnheader} scope="col" className="pr-4 font-normal last:pr-0">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...roles.rowgroup} className="@max-[560px]:block @max-[560px]:border-t">
          {rows.map((row) => (
            <tr
              key={row.key}
              {...roles.row}
              className="border-b align-baseline @max-[560px]:block @max-[560px]:py-2"
            >
              {row.cells.map((cell, column) => (
                <td
                  key={head[column]}
                  {...roles.cell}
                  className="py-2 pr-4 text-muted first:text-ink last:pr-0 @max-[560px]:block @max-[560px]:py-0.5 @max-[560px]:empty:hidden @min-[560px]:first:whitespace-nowrap @min-[560px]:[&_code]:wrap-break-word"
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Written out because browsers drop the roles of a table that is laid out as blocks, as ours is on a phone. */
const roles = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const
