/** What the server writes of itself: requests, and what went wrong, without what people said and without what opens doors. */
import { type DestinationStream, type Logger, type LoggerOptions, pino, stdSerializers } from 'pino'

/** No headers, since they hold keys and cookies, no status codes and nothing of what X sends back: whoever reads the log could use them. */
const loggedRequest = ({ method, url, ip }: { method: string; url: string; ip: string }) => ({
  method,
  url: url.replace(/(\/(?:status|nomination-status)\/|\/callback\?).*/, '$1…'),
  ip,
})

interface Failed {
  message: string
  query?: unknown
  params?: unknown
  detail?: unknown
  where?: unknown
  cause?: unknown
}

/**
 * The error without the values of its statement: Drizzle puts the parameters, Postgres the row that stood in the way into theirs, and both hold posts, names
 * and hashes. The statement itself stays.
 */
export function withoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { message, query, params, cause, detail, where } = error as Failed
  if (params === undefined && detail === undefined && where === undefined && cause === undefined) return error
  const said = typeof query === 'string' && params !== undefined ? `Failed query: ${query.replaceAll(/\s+/g, ' ').slice(0, 300)}` : message
  const plain = Object.assign(new Error(said), error, { message: said, cause: withoutValues(cause) })
  for (const name of ['params', 'detail', 'where', 'query'] as const) delete (plain as Partial<Failed>)[name]
  if (cause === undefined) delete (plain as Partial<Failed>).cause
  // Its first lines are the message.
  plain.stack = `${said}\n${(error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')}`
  return plain
}

const loggedError = (error: unknown) => (error instanceof Error ? stdSerializers.err(withoutValues(error) as Error) : error)

/** @param destination for tests; standard output without it */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = { level, serializers: { req: loggedRequest, err: loggedError, data: (data: unknown[]) => data.map(loggedError) } }
  return destination ? pino(options, destination) : pino(options)
}
