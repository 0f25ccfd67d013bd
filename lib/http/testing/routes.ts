import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Method } from '#lib/contracts/operation.ts'

export const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

type Handler = (request: Request, context: { params: Promise<Record<string, unknown>> }) => Promise<Response>

export interface RouteFile {
  /** As an operation writes it: `/api/v1/keys/{keyId}`; the catch-all is `{...path}`. */
  path: string
  /** From the root of the project. */
  file: string
  handlers: Partial<Record<string, Handler>>
}

const root = join(import.meta.dirname, '../../..')
const app = join(root, 'app')
/** Where the routes of operations are. */
const folders = ['api', '.well-known']

/** Every route of those folders, loaded, but for next-auth's own. */
export async function routeFiles(): Promise<RouteFile[]> {
  const files = folders
    .flatMap((folder) => readdirSync(join(app, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /^route\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('[...nextauth]'))
  return Promise.all(
    files.sort().map(async (file) => ({
      path: pathOf(file),
      file: relative(root, file),
      handlers: (await import(file)) as RouteFile['handlers'],
    })),
  )
}

/** The address of a route file, as Next reads its folders: groups in parentheses count for nothing. */
function pathOf(file: string): string {
  const segments = relative(app, file)
    .split(sep)
    .slice(0, -1)
    .filter((name) => !/^\(.*\)$/.test(name))
    .map((name) => name.replace(/^\[\[?(.+?)\]?\]$/, '{$1}'))
  return ['', ...segments].join('/')
}

/** Sends a request to the route that Next would choose: a written segment before a parameter, a catch-all last. */
export type Dispatch = (request: Request) => Promise<Response>

/**
 * The routes as a server in this process. It is a stand-in for Next's router alone; what runs behind it is what runs in production. The
 * system tests ask the real one.
 */
export async function dispatcher(): Promise<Dispatch> {
  const routes = (await routeFiles()).sort((a, b) => specificity(b.path) - specificity(a.path))
  return async (request) => {
    const { pathname } = new URL(request.url)
    for (const route of routes) {
      const params = match(route.path, pathname)
      const handler = params && route.handlers[request.method]
      if (handler) return handler(request, { params: Promise.resolve(params) })
    }
    throw new Error(`No route answers ${request.method} ${pathname}`)
  }
}

function specificity(path: string): number {
  const segments = path.split('/')
  const catchAll = path.includes('{...') ? -1000 : 0
  return catchAll + segments.length * 10 - segments.filter((segment) => segment.startsWith('{')).length
}

function match(path: string, pathname: string): Record<string, unknown> | null {
  const wanted = path.split('/')
  const given = pathname.split('/')
  const params: Record<string, unknown> = {}
  for (const [at, segment] of wanted.entries()) {
    const parameter = /^\{(\.\.\.)?(.+)\}$/.exec(segment)
    if (parameter?.[1]) {
      params[parameter[2] ?? ''] = given.slice(at).map(decode)
      return params
    }
    const value = given[at]
    if (value === undefined) return null
    if (parameter) params[parameter[2] ?? ''] = decode(value)
    else if (segment !== value) return null
  }
  return wanted.length === given.length ? params : null
}

/** Next answers a path that does not decode by itself; here the text stands as it came. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
