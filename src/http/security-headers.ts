import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'

/** Our pages load their own style sheet and nothing else; no script runs on them, so injected markup stays inert. One kind of page has a script. */
const PAGES = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
}

/** For the routes of pages that bring a script of ours: from our own files alone, which may talk to us alone. */
export const WITH_SCRIPT = {
  contentSecurityPolicy: { useDefaults: false, directives: { ...PAGES, scriptSrc: ["'self'"], connectSrc: ["'self'"] } },
}

/** For the pages made to stand in a frame on any site: they have no forms, no scripts and no cookies, so nobody can be made to do anything there. */
export const IN_FRAMES = {
  contentSecurityPolicy: { useDefaults: false, directives: { ...PAGES, formAction: ["'none'"], frameAncestors: ['*'] } },
  frameguard: false,
}

/** For a page whose form ends on another site: browsers hold a redirect after a form to its page's policy. */
export const formTo = (origin: string) => ({
  contentSecurityPolicy: { useDefaults: false, directives: { ...PAGES, formAction: ["'self'", origin] } },
})

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
