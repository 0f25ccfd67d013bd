'use client'

import { useId } from 'react'
import { useController, useFormContext } from 'react-hook-form'
import { ProjectDot } from '#components/shell/project-dot.tsx'
import { projectColors } from '#lib/contracts/projects.ts'
import { colorNames, type ProjectFormInput } from './project-form.ts'

/** The colour by which a project is told from others, each with its name: radio buttons, so that arrows move between them. */
export function ColorField() {
  const group = useId()
  const { control } = useFormContext<ProjectFormInput>()
  const { field } = useController({ control, name: 'color' })
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Colour</legend>
      <div className="grid grid-cols-2 gap-1.5 sm:grid-cols-4">
        {projectColors.map((color) => (
          <label
            key={color}
            className="relative flex h-8 cursor-pointer items-center gap-2 rounded-md border border-edge bg-panel px-2.5 text-muted transition-colors duration-100 hover:text-ink has-checked:border-ink has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-brass pointer-coarse:h-10"
          >
            <input
              type="radio"
              name={group}
              value={color}
              checked={field.value === color}
              onChange={() => field.onChange(color)}
              className="absolute inset-0 cursor-[inherit] appearance-none opacity-0"
            />
            <ProjectDot color={color} />
            {colorNames[color]}
          </label>
        ))}
      </div>
      <p className="mt-1.5 text-muted text-xs">Stands beside its name, so that live is not taken for test.</p>
    </fieldset>
  )
}
