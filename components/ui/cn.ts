import { cx } from 'class-variance-authority'
import { twMerge } from 'tailwind-merge'

/** Joins class names; where two Tailwind classes contradict each other, the later one wins. */
export function cn(...classes: Parameters<typeof cx>): string {
  return twMerge(cx(...classes))
}
