import { useMemo } from 'react'
import { useOperation } from '#lib/client/query.ts'
import { listProjects } from '#lib/contracts/projects.ts'

/** The projects that the person sees, and their names by id. */
export function useProjects() {
  const { data } = useOperation(listProjects, { limit: 200 })
  return useMemo(() => {
    const projects = data?.items ?? []
    return { projects, names: new Map(projects.map(({ id, name }) => [id, name])) }
  }, [data])
}
