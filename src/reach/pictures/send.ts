import type { FastifyReply } from 'fastify'
import { SVG } from '../../http/schemas.js'
import { type Drawing, standalone } from './drawing.js'

/** A picture brings its own colours in a style element and needs nothing else; opened by itself it may do nothing else either. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

export const sendPicture = (reply: FastifyReply, drawing: Drawing) =>
  reply.type(`${SVG}; charset=utf-8`).header('content-security-policy', POLICY).send(standalone(drawing))
