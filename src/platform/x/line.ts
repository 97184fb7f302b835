import type { Send, SenderFor } from './client.js'
import { secretsOf, subjectOf, type UserCredentials, type UserSource } from './credentials.js'

/** Somebody in whose name one call goes out. */
export interface Signed {
  send: Send
  /** Whose rate windows it uses up. */
  subject: string
  token: string
}

/** How calls are signed, from one to the next. */
export interface Line {
  current(): Promise<Signed>
  /** After a 401: another token. Absent where there is only the one of the environment. @throws PlatformError auth */
  renew?(refused: Signed): Promise<Signed>
  /** Cut out of every message, should X ever say them back. */
  secrets(): readonly string[]
}

export function fixedLine(senderFor: SenderFor, credentials: string | UserCredentials): Line {
  const signed = {
    send: senderFor(credentials),
    subject: subjectOf(credentials),
    token: typeof credentials === 'string' ? credentials : credentials.access_token,
  }
  const secrets = secretsOf(credentials)
  return { current: async () => signed, secrets: () => secrets }
}

/** Of tokens that change, so many are remembered: an answer to the last but one may still be on its way. */
const REMEMBERED = 4

/** Tokens that are refreshed, exchanged and taken back: the source is asked before every call, a client is made when one is new. */
export function sourceLine(senderFor: SenderFor, source: UserSource): Line {
  const known = new Map<string, Signed>()
  const signedWith = ({ access_token: token, subject }: Awaited<ReturnType<UserSource['current']>>): Signed => {
    const before = known.get(token)
    if (before) return before
    const signed = { send: senderFor({ kind: 'oauth2', access_token: token }), subject, token }
    known.set(token, signed)
    const [oldest] = known.keys()
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
    return signed
  }
  return {
    current: async () => signedWith(await source.current()),
    renew: async ({ token }) => signedWith(await source.renew(token)),
    secrets: () => [...known.keys()],
  }
}
