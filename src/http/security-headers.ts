import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'

/** Our pages load their own style sheet and nothing else; no script runs on them, so injected markup stays inert. */
const PAGES = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
}

export const securityHeaders = fp<{ https: boolean }>(
  async (app, { https }) => {
    await app.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: PAGES },
      // Public data is meant to be used on other sites; the pages are kept out of frames by the policy above.
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      strictTransportSecurity: https ? { maxAge: 15_552_000, includeSubDomains: false } : false,
      referrerPolicy: { policy: 'same-origin' },
    })
  },
  { name: 'security-headers', fastify: '5.x' },
)
