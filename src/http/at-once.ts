import type { FastifyReply, FastifyRequest } from 'fastify'

/** Makes a hook of what waits for nothing: a promise for each of a dozen hooks costs a request more than most of them do. */
export const atOnce =
  (work: (request: FastifyRequest, reply: FastifyReply) => void) =>
  (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    let failed: Error | undefined
    try {
      work(request, reply)
    } catch (error) {
      failed = error as Error
    }
    done(failed)
  }
