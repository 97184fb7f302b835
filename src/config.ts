import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Type, { type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { HOME_FIELDS } from './directory/taxonomy/home-fields.js'
import { AppError, type Fault } from './kernel/errors.js'

const text = (description: string, options: Record<string, unknown> = {}) =>
  Type.Optional(Type.String({ description, minLength: 1, maxLength: 2000, ...options }))
const flag = (description: string, value: boolean) => Type.Boolean({ description, default: value })
const secret = (description: string) => text(description, { secret: true })

/** Every variable the product reads. `npm run config` and the README's table are made from it. */
export const ConfigSchema = Type.Object({
  PORT: Type.Integer({ description: 'TCP port; 0 takes a free one', default: 3000, minimum: 0, maximum: 65535 }),
  HOST: Type.String({ description: 'Address to listen on', default: '127.0.0.1' }),
  PUBLIC_URL: text('The address people use; default http://localhost:PORT', { pattern: '^https?://[^/\\s]+$' }),
  TRUST_PROXY: text('Addresses or networks of your proxies, with commas: only they may say in X-Forwarded-For who is asking', {
    pattern: '^[0-9a-fA-F.:/, ]+$',
  }),
  DATABASE_URL: text('Postgres to use instead of the embedded database', { pattern: '^postgres(ql)?://', secret: true }),
  DATA_DIR: Type.String({ description: 'Where the embedded database and the generated secret live', default: './data', minLength: 1 }),
  SECRET: text('At least 32 characters; hashes nominators and signs sessions. Generated under DATA_DIR if absent', { minLength: 32, secret: true }),
  ALLIES_KEY: text('Only for the command line: a key with the scope admin, by which allies key works through the server that holds the embedded database', {
    pattern: '^alk_live_[0-9a-z_]{1,100}$',
    secret: true,
  }),
  COMMUNITY_NAME: Type.String({ description: 'Shown on pages and in the API', default: 'Community Allies', minLength: 1, maxLength: 80 }),
  CONTACT: text('Where whoever runs this deployment is reached, mailto:… or https://…; without it there is no /.well-known/security.txt', {
    pattern: '^(mailto:[^\\s@]+@[^\\s@]+|https://[^\\s]+)$',
    maxLength: 200,
  }),
  HOME_FIELD: Type.String({
    description: 'The profession the community belongs to; its bodies never join an allies list',
    default: 'social-work',
    pattern: '^[a-z][a-z-]{1,40}$',
  }),
  X_API_BASE_URL: text('Base address of the X API or of the simulator; plain http only on loopback', { pattern: '^https?://[^/\\s]+$' }),
  X_BEARER_TOKEN: secret('App-only token: enough to look accounts up'),
  X_CLIENT_ID: text('OAuth 2.0 client id of the X app, with which the account that owns the lists is connected on the desk', {
    pattern: '^[A-Za-z0-9._:-]{1,200}$',
  }),
  X_CLIENT_SECRET: secret('Its secret, if the app is a confidential client; a public client has none'),
  X_OAUTH_AUTHORIZE_URL: text('Where owners are sent to agree; default: the page of X, or /i/oauth2/authorize at X_API_BASE_URL', {
    pattern: '^https?://[^\\s?#]+$',
  }),
  X_APP_KEY: text('OAuth 1.0a consumer key of the X app'),
  X_APP_SECRET: secret('Its secret'),
  X_ACCESS_TOKEN: secret("The list owner's token: with X_ACCESS_SECRET OAuth 1.0a, without it OAuth 2.0. It wins over a connected account"),
  X_ACCESS_SECRET: secret("The list owner's OAuth 1.0a secret"),
  X_DAILY_ADD_CAP: Type.Integer({
    description: 'Most list additions a day over all lists; X locks accounts that hurry',
    default: 100,
    minimum: 1,
    maximum: 1000,
  }),
  X_ADD_PAUSE_MS: Type.Integer({ description: 'Least pause between two additions, in milliseconds', default: 3000, minimum: 0, maximum: 600000 }),
  X_TAKE_LEAVERS_OFF: flag(
    'Take a body that asked to be gone off the lists on X at once, by a plan of its own; off: with the next plan that is applied by hand',
    true,
  ),
  X_MONTHLY_BUDGET_USD: Type.Number({ description: 'Most that may be spent on X in a calendar month', default: 25, minimum: 0, maximum: 100000 }),
  REQUESTS_PER_MINUTE: Type.Integer({
    description: 'Most requests to the API in a minute from one address without a key; with a key ten times as many',
    default: 120,
    minimum: 10,
    maximum: 1_000_000,
  }),
  NOMINATIONS_PER_HOUR: Type.Integer({
    description: 'Most organisations and hashtags nominated in an hour from one address without a key; with a key ten times as many',
    default: 100,
    minimum: 50,
    maximum: 100_000,
  }),
  IMPORT_MAX_MB: Type.Integer({
    description: 'Largest file, in megabytes as it is sent, that can be imported over HTTP or on the desk; the command line takes any',
    default: 64,
    minimum: 1,
    maximum: 4096,
  }),
  AUDIENCE_MAX_MB: Type.Integer({
    description: 'Largest follower list, in megabytes as it is sent, that can be given over HTTP; the command line takes any',
    default: 512,
    minimum: 1,
    maximum: 16384,
  }),
  PAGE_CACHE_MB: Type.Integer({
    description: 'Megabytes of public answers of the API that are kept ready until the directory changes; 0 keeps none',
    default: 32,
    minimum: 0,
    maximum: 4096,
  }),
  DRAIN_SECONDS: Type.Integer({
    minimum: 0,
    maximum: 60,
    default: 1,
    description: 'Seconds after SIGTERM in which all is still answered while /readyz says 503, so that a balancer sends its requests elsewhere first',
  }),
  METRICS_PORT: Type.Integer({
    description: 'Port on which a Prometheus reads /metrics, at HOST; 0: none. Do not publish it',
    default: 0,
    minimum: 0,
    maximum: 65535,
  }),
  SITE_CHECKS: flag('Ask the websites of listed bodies once a week whether they are still there', false),
  DATA_LICENCE: Type.String({
    description: 'Address of the licence of what the directory publishes; every export names it',
    default: 'https://creativecommons.org/licenses/by/4.0/',
    pattern: '^https?://[^\\s"<>]{1,300}$',
  }),
  PUBLIC_REACH: flag('Show combined reach in public', true),
  TRANSCRIPT_RETENTION_DAYS: Type.Integer({
    description: 'Days the text of a nomination is kept, and of a file that nobody stored',
    default: 365,
    minimum: 1,
    maximum: 36500,
  }),
  LOG_LEVEL: Type.Unsafe<'silent' | 'error' | 'warn' | 'info' | 'debug' | 'trace'>({
    type: 'string',
    enum: ['silent', 'error', 'warn', 'info', 'debug', 'trace'],
    description: 'How much is logged',
    default: 'warn',
  }),
  WORKER: flag('Run background jobs in this process', true),
})

type Raw = Static<typeof ConfigSchema>
export type Config = Readonly<Omit<Raw, 'SECRET' | 'PUBLIC_URL'> & { SECRET: string; PUBLIC_URL: string }>

const properties = Object.entries(ConfigSchema.properties) as unknown as [keyof Raw, TSchema & { description: string; default?: unknown; secret?: boolean }][]

/** Rows for the README, `allies config` and its `--json`; secrets are never shown. */
export function describeConfig(config?: Config): { name: string; default: string; description: string; value?: string }[] {
  return properties.map(([name, schema]) => ({
    name,
    default: schema.default === undefined ? '' : String(schema.default),
    description: schema.description,
    ...(config && config[name] !== undefined ? { value: schema.secret ? '(set)' : String(config[name]) } : {}),
  }))
}

/**
 * Reads the environment once. Unknown variables are ignored (an environment holds many); everything known is checked together.
 * @throws AppError bad_config whose `errors` name every variable at fault.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const given: Record<string, unknown> = {}
  for (const [name] of properties) if (env[name] !== undefined && env[name] !== '') given[name] = env[name]
  const converted = Value.Default(ConfigSchema, Value.Convert(ConfigSchema, given)) as Raw
  const faults: Fault[] = []
  for (const error of Value.Errors(ConfigSchema, converted)) {
    const name = error.instancePath.slice(1)
    if (!faults.some((fault) => fault.parameter === name)) faults.push({ parameter: name, code: 'invalid', detail: `${name} ${error.message}` })
  }
  for (const name of ['X_API_BASE_URL', 'X_OAUTH_AUTHORIZE_URL'] as const) {
    const url = converted[name]
    if (url && faults.every((fault) => fault.parameter !== name) && !safeBase(url))
      faults.push({ parameter: name, code: 'invalid', detail: `${name} must be https, or http on a loopback address` })
  }
  const fields = HOME_FIELDS.map(({ id }) => id)
  if (faults.every((fault) => fault.parameter !== 'HOME_FIELD') && !fields.includes(converted.HOME_FIELD))
    faults.push({
      parameter: 'HOME_FIELD',
      code: 'enum',
      detail: `HOME_FIELD is ${converted.HOME_FIELD}, and the fields that are known are ${fields.join(', ')}`,
    })
  for (const [one, other] of [
    ['X_CLIENT_SECRET', 'X_CLIENT_ID'],
    ['X_APP_KEY', 'X_APP_SECRET'],
    ['X_ACCESS_SECRET', 'X_APP_KEY'],
    ['X_ACCESS_SECRET', 'X_ACCESS_TOKEN'],
  ] as const) {
    if (converted[one] && !converted[other]) faults.push({ parameter: other, code: 'missing', detail: `${other} is needed when ${one} is set` })
  }
  if (faults.length > 0) throw new AppError('bad_config', faults.map((fault) => fault.detail).join('; '), { errors: faults })
  return Object.freeze({
    ...converted,
    PUBLIC_URL: converted.PUBLIC_URL ?? `http://localhost:${converted.PORT}`,
    SECRET: converted.SECRET ?? keptSecret(converted.DATA_DIR),
  })
}

function safeBase(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** Hashes of nominators must stay comparable over restarts, so a generated secret is kept beside the data. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'secret')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  mkdirSync(dataDir, { recursive: true })
  // wx: of two first starts at once one wins and the other reads what it wrote.
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(file, 'utf8').trim()
}
