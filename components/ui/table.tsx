import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn.ts'

/** Written out because browsers drop the roles of a table that is laid out as a grid, as ours is on a phone. */
const semantics = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const

/**
 * A list as a table. Rows are 52 px. Where the table has less than 720 px, each row becomes a list item of two
 * columns: cells say with `phone` where they go, and cells that do not say so are left out.
 *
 *   <Table label="Keys">
 *     <TableHead><Th>Key</Th><Th>Owner</Th><Th><span className="sr-only">Actions</span></Th></TableHead>
 *     <TableBody>
 *       <TableRow><Td phone="lead"><a className={rowLinkStyles}>…</a></Td><Td>…</Td><TdActions>…</TdActions></TableRow>
 */
export function Table({ label, className, children, ...rest }: ComponentProps<'table'> & { label: string }) {
  return (
    <div className="@container relative w-full">
      <table
        {...semantics.table}
        aria-label={label}
        className={cn('w-full border-collapse text-left text-sm @max-[720px]:block', className)}
        {...rest}
      >
        {children}
      </table>
    </div>
  )
}

export function TableHead({ children, className, ...rest }: ComponentProps<'thead'>) {
  return (
    <thead {...semantics.rowgroup} className={cn('@max-[720px]:sr-only', className)} {...rest}>
      <tr {...semantics.row} className="h-9 border-b">
        {children}
      </tr>
    </thead>
  )
}

export interface ThProps extends ComponentProps<'th'> {
  /** Sorted by this column, and which way. Put a button inside to change it. */
  sorted?: 'ascending' | 'descending'
}

export function Th({ sorted, className, ...rest }: ThProps) {
  return (
    <th
      {...semantics.columnheader}
      scope="col"
      aria-sort={sorted}
      className={cn(
        'px-3 font-normal text-faint text-xs first:pl-4 last:pr-4 sm:first:pl-7 sm:last:pr-7',
        className,
      )}
      {...rest}
    />
  )
}

export function TableBody({ className, ...rest }: ComponentProps<'tbody'>) {
  return <tbody {...semantics.rowgroup} className={cn('@max-[720px]:block', className)} {...rest} />
}

export interface TableRowProps extends ComponentProps<'tr'> {
  /** Chosen for a bulk action, or open beside the list. */
  selected?: boolean
}

export function TableRow({ selected, className, ...rest }: TableRowProps) {
  return (
    <tr
      {...semantics.row}
      data-selected={selected || undefined}
      className={cn(
        'group/row relative h-13 border-b transition-colors duration-75 hover:bg-wash focus-within:bg-wash data-selected:bg-wash has-[[data-state=open]]:bg-wash',
        '@max-[720px]:grid @max-[720px]:h-auto @max-[720px]:min-h-13 @max-[720px]:grid-cols-[auto_minmax(0,1fr)_auto_auto] @max-[720px]:items-center @max-[720px]:px-4 @max-[720px]:py-2',
        className,
      )}
      {...rest}
    />
  )
}

const phonePlaces = {
  /** The box to tick, before everything. */
  select:
    '@max-[720px]:w-auto @max-[720px]:pr-3! @max-[720px]:col-start-1 @max-[720px]:row-span-2 @max-[720px]:row-start-1',
  /** The first line. */
  lead: '@max-[720px]:col-start-2 @max-[720px]:row-start-1',
  /** The second line, in faint text. */
  second: '@max-[720px]:col-start-2 @max-[720px]:row-start-2',
  /** At the right: a state, a number. */
  end: '@max-[720px]:pl-3! @max-[720px]:col-start-3 @max-[720px]:row-start-1 @max-[720px]:justify-self-end',
  /** Under `end`. */
  'end-second':
    '@max-[720px]:pl-3! @max-[720px]:col-start-3 @max-[720px]:row-start-2 @max-[720px]:justify-self-end',
  /** Last of all, beside both lines: see TdActions. */
  actions:
    '@max-[720px]:pl-1! @max-[720px]:-mr-2 @max-[720px]:col-start-4 @max-[720px]:row-span-2 @max-[720px]:row-start-1 @max-[720px]:w-auto',
  /** Not in the list of a phone. */
  hidden: '@max-[720px]:hidden',
} as const

export interface TdProps extends ComponentProps<'td'> {
  phone?: keyof typeof phonePlaces
}

export function Td({ phone = 'hidden', className, ...rest }: TdProps) {
  return (
    <td
      {...semantics.cell}
      className={cn(
        'px-3 first:pl-4 last:pr-4 sm:first:pl-7 sm:last:pr-7 @max-[720px]:block @max-[720px]:min-w-0 @max-[720px]:p-0!',
        className,
        phonePlaces[phone],
      )}
      {...rest}
    />
  )
}

/** Actions of a row: seen on hover, on focus, while their menu is open, and always under a finger. */
export function TdActions({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <Td phone="actions" className={cn('w-0 whitespace-nowrap text-right', className)}>
      <span className="relative z-10 inline-flex items-center gap-1 opacity-0 transition-opacity duration-75 focus-within:opacity-100 group-focus-within/row:opacity-100 group-hover/row:opacity-100 has-[[data-state=open]]:opacity-100 pointer-coarse:opacity-100">
        {children}
      </span>
    </Td>
  )
}

/** For the one link of a row: the whole row is its target, its ring goes round the row. Give what else can be clicked `relative z-10`. */
export const rowLinkStyles =
  'outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-brass'
