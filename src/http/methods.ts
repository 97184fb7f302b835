import fp from 'fastify-plugin'
import { AppError } from '../kernel/errors.js'

/** One registered path: its segments, `:name` standing for any one segment and `*` for the rest. */
interface Path {
  segments: string[]
  methods: Set<string>
}

const split = (path: string) => path.split('/').filter((segment) => segment !== '')

function fits(pattern: string[], path: string[]): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const segment = pattern[i] ?? ''
    if (segment === '*') return true
    if (i >= path.length || (!segment.startsWith(':') && segment !== path[i])) return false
  }
  return pattern.length === path.length
}

/**
 * Fastify answers a wrong method with 404 and no Allow. This collects the routes as they are registered and answers 405 with Allow,
 * or 404, before a body is parsed; OPTIONS on a known address says what it understands.
 */
export const methods = fp(
  async (app) => {
    const exact = new Map<string, Set<string>>()
    const patterns: Path[] = []

    app.addHook('onRoute', ({ url, method }) => {
      const names = Array.isArray(method) ? method : [method]
      const dynamic = url.includes(':') || url.includes('*')
      let known = dynamic ? patterns.find((path) => path.segments.join('/') === split(url).join('/'))?.methods : exact.get(url)
      if (!known) {
        known = new Set()
        if (dynamic) patterns.push({ segments: split(url), methods: known })
        else exact.set(url, known)
      }
      for (const name of names) known.add(name)
    })

    const allowed = (path: string): string[] => {
      const found = new Set(exact.get(path))
      const segments = split(path)
      for (const pattern of patterns) if (fits(pattern.segments, segments)) for (const method of pattern.methods) found.add(method)
      return found.size === 0 ? [] : [...found, 'OPTIONS'].sort()
    }

    app.addHook('onRequest', async (request, reply) => {
      if (!request.is404) return
      const path = (request.raw.url ?? '').split('?', 1)[0] ?? ''
      const allow = allowed(path)
      if (allow.length === 0) throw new AppError('not_found', `There is nothing at ${path.slice(0, 200)}.`)
      if (request.method === 'OPTIONS') {
        reply.headers({
          allow: allow.join(', '),
          ...(reply.hasHeader('access-control-allow-origin') ? { 'access-control-allow-methods': allow.join(', ') } : {}),
        })
        return reply.code(204).send()
      }
      throw new AppError('method_not_allowed', `${request.method} is not understood here; ${allow.join(', ')} are.`, { headers: { allow: allow.join(', ') } })
    })
    app.setNotFoundHandler(async () => {
      throw new AppError('not_found', 'There is nothing at this address.')
    })
  },
  { name: 'methods', fastify: '5.x' },
)
