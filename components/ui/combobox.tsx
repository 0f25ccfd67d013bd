'use client'

import { Command } from 'cmdk'
import { Check, ChevronsUpDown } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { cn } from './cn.ts'
import { controlStyles } from './input.tsx'
import { menuItemStyles } from './menu-styles.ts'
import { Popover, PopoverContent, PopoverTrigger } from './popover.tsx'
import { Spinner } from './spinner.tsx'

export interface ComboboxOption {
  value: string
  label: string
  /** A fainter word behind the label: an address, a kind. */
  hint?: string
  /** Before the label: an avatar, a drawing. */
  lead?: ReactNode
  disabled?: boolean
}

export interface ComboboxProps {
  /** Names it for a screen reader where no label element does. */
  label: string
  value: string | null
  onValueChange: (value: string | null) => void
  /** At most 100 are drawn; with `onSearch`, what the server found. */
  options: readonly ComboboxOption[]
  /** The words for the value when it is not among `options` (they were searched away). */
  valueLabel?: string
  /** Asks the server as one types; without it, `options` are filtered here. */
  onSearch?: (text: string) => void
  searching?: boolean
  placeholder?: string
  /** Lets one go back to nothing, in these words (`Anyone`). */
  clearLabel?: string
  /** Where nothing matches. */
  noMatch?: string
  id?: string
  disabled?: boolean
  invalid?: boolean
  describedBy?: string
  className?: string
}

/** The most options drawn at once: more than that, nobody reads. */
const drawn = 100

/** One of many, found by typing. */
export function Combobox(props: ComboboxProps) {
  const { label, value, onValueChange, options, valueLabel, placeholder = 'Choose', id } = props
  const [open, setOpen] = useState(false)
  const listId = useId()
  const chosen = options.find((option) => option.value === value)
  const text = value === null ? null : (chosen?.label ?? valueLabel ?? value)
  const choose = (next: string | null) => {
    onValueChange(next)
    setOpen(false)
  }
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <button
          type="button"
          role="combobox"
          id={id}
          aria-label={id ? undefined : label}
          aria-expanded={open}
          aria-controls={open ? listId : undefined}
          aria-haspopup="listbox"
          aria-invalid={props.invalid || undefined}
          aria-describedby={props.describedBy}
          disabled={props.disabled}
          className={cn(
            controlStyles,
            'flex h-8 items-center gap-2 text-left pointer-coarse:h-10',
            props.className,
          )}
        >
          {chosen?.lead}
          <span className={cn('min-w-0 flex-1 truncate', text === null && 'text-faint')}>
            {text ?? placeholder}
          </span>
          <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-faint" />
        </button>
      </PopoverTrigger>
      <PopoverContent
        aria-label={label}
        className="w-(--radix-popover-trigger-width) min-w-60 p-0"
        onOpenAutoFocus={() => props.onSearch?.('')}
      >
        <ComboboxList {...props} listId={listId} onChoose={choose} />
      </PopoverContent>
    </Popover>
  )
}

interface ComboboxListProps extends ComboboxProps {
  listId: string
  onChoose: (value: string | null) => void
}

/** The field and its list, without the button that opens it: also fits a filter's popover. */
export function ComboboxList(props: ComboboxListProps) {
  const {
    label,
    value,
    options,
    onSearch,
    searching,
    clearLabel,
    noMatch = 'Nothing matches',
    listId,
    onChoose,
  } = props
  return (
    <Command label={label} shouldFilter={!onSearch} loop>
      <div className="relative border-b">
        <Command.Input
          placeholder="Search"
          onValueChange={onSearch}
          maxLength={100}
          className="h-9 w-full rounded-t-md bg-transparent px-3 text-sm outline-none pointer-coarse:h-11 pointer-coarse:text-base"
        />
        {searching && <Spinner className="absolute top-1/2 right-3 -translate-y-1/2 text-faint" />}
      </div>
      <Command.List id={listId} label={label} className="max-h-64 overflow-y-auto overscroll-contain p-1">
        {!searching && <Command.Empty className="px-2 py-3 text-faint">{noMatch}</Command.Empty>}
        {clearLabel && (
          <Item onSelect={() => onChoose(null)} selected={value === null}>
            {clearLabel}
          </Item>
        )}
        {options.slice(0, drawn).map((option) => (
          <Item
            key={option.value}
            value={option.value}
            keywords={[option.label, option.hint ?? '']}
            disabled={option.disabled}
            selected={option.value === value}
            onSelect={() => onChoose(option.value)}
          >
            {option.lead}
            <span className="min-w-0 truncate">{option.label}</span>
            {option.hint && <span className="min-w-0 truncate text-faint">{option.hint}</span>}
          </Item>
        ))}
        {options.length > drawn && (
          <p className="px-2 py-2 text-faint text-xs">Type to narrow down {options.length} choices</p>
        )}
      </Command.List>
    </Command>
  )
}

interface ItemProps {
  value?: string
  keywords?: string[]
  disabled?: boolean
  selected: boolean
  onSelect: () => void
  children: ReactNode
}

function Item({ selected, children, ...rest }: ItemProps) {
  return (
    <Command.Item
      className={cn(menuItemStyles, 'pr-8 data-[selected=true]:bg-wash data-[disabled=true]:text-faint')}
      {...rest}
    >
      {children}
      {selected && <Check aria-hidden="true" className="absolute right-2 text-brass!" />}
      {selected && <span className="sr-only">(chosen)</span>}
    </Command.Item>
  )
}
