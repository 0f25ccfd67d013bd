'use client'

import { useEffect, useRef } from 'react'
import { useFormContext } from 'react-hook-form'
import { Banner } from '#components/ui/banner.tsx'
import { problemOf } from '#components/ui/problem.ts'

/**
 * Why a form was refused, as a sentence with a way to more, scrolled into sight; nothing while `failure` is null, and nothing
 * where each refused field stands in the form around: what is said there is not said twice.
 */
export function FormError({ failure, className }: { failure: unknown; className?: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Where a field is marked, the focus goes there and takes the view along.
    if (failure && !problemOf(failure).fields?.length) place.current?.scrollIntoView({ block: 'nearest' })
  }, [failure])
  const form = useFormContext() as ReturnType<typeof useFormContext> | null
  if (!failure) return null
  const { message, type, requestId, fields = [] } = problemOf(failure)
  const own = form ? Object.keys(form.getValues()) : []
  if (fields.length > 0 && fields.every(({ path }) => own.includes(path))) return null
  return (
    <div ref={place} className={className}>
      <Banner tone="danger" live>
        {message}
        {(type || requestId) && (
          <p className="mt-1 flex flex-wrap gap-x-3 text-muted text-xs">
            {type && (
              <a href={type} className="underline underline-offset-2">
                How to fix it
              </a>
            )}
            {requestId && <span className="font-mono">{requestId}</span>}
          </p>
        )}
      </Banner>
    </div>
  )
}
