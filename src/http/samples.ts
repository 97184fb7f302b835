/** Samples in curl and fetch for each operation of the document, made from its schemas with values that fit them. A test runs each as written. */

interface Schema {
  $ref?: string
  type?: string
  enum?: readonly unknown[]
  examples?: readonly unknown[]
  default?: unknown
  format?: string
  pattern?: string
  minimum?: number
  minItems?: number
  properties?: Record<string, Schema>
  required?: readonly string[]
  items?: Schema
  anyOf?: readonly Schema[]
}
interface Operation {
  operationId?: string
  parameters?: { in: string; name: string; required?: boolean; schema?: Schema }[]
  requestBody?: { content: Record<string, { schema?: Schema }> }
  'x-required-scope'?: string
  description?: string
  'x-codeSamples'?: Sample[]
}
export interface Sample {
  lang: 'Shell' | 'JavaScript'
  label: 'curl' | 'fetch'
  source: string
}
interface Document {
  paths?: Record<string, Record<string, unknown>>
  components?: { schemas?: Record<string, unknown> }
}

export const SAMPLE_ID = '01jnb1h6w0e3qxt6yz0p4v8kdm'

/** Members and parameters that mean the same wherever they stand. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  account: '@HarbourFood_eg',
  account_id: `acc_${SAMPLE_ID}`,
  as_of: '2026-03-01',
  by: 'profile',
  checksum: '0'.repeat(64),
  followers: 5321,
  handle: '@HarbourFood_eg',
  hashtag: '#SWHelper',
  name: 'Harbour Kitchen',
  note: 'Seen at the chat of 1 March',
  reason: 'As it calls itself',
  starts_at: '2026-03-01T15:00',
  target: '@HarbourFood_eg',
  targets: ['@HarbourFood_eg', '#FoodJustice_eg'],
  text: 'A1 I nominate @HarbourFood_eg',
  timezone: 'America/New_York',
  topic: 'Who are our allies?',
  url: 'https://harbour.example/hook',
  x_user_id: '14000101',
}

/** What is sent where members are optional or depend on each other, so that it does something. */
const BODIES: Readonly<Record<string, unknown>> = {
  addRelation: { kind: 'chapter', to: `aly_${SAMPLE_ID}`, reason: 'Its page says so' },
  chooseImportCandidate: { take: true },
  connectList: { x_list_id: '1486000000000000001' },
  dumpList: { list: '1486000000000000001' },
  replaceList: { x_list_id: '1486000000000000001', reason: 'The old one was deleted' },
  reportAudiencePairs: { pairs: [{ accounts: ['HarbourFood_eg', 'Shelter_eg'], overlap: 1200, source: 'Partner report of March' }] },
  submitNominations: { targets: ['@HarbourFood_eg', '#FoodJustice_eg'] },
  changeChat: { topic: 'Who stands beside us?' },
  changeSeries: { name: 'SW Helper' },
  decideAlly: { action: 'approve', gate: 'ally', reason: 'Known to us' },
  editAlly: { name: 'Harbour Kitchen', reason: 'As it calls itself' },
  editList: { description: 'Outside social work' },
}

/** Archives and follower lists, by the first media type that is documented. */
const FILES: Readonly<Record<string, string>> = {
  createImport: '[20:01] Alice @alice_eg: A1 I nominate @HarbourFood_eg',
  giveAudience: '14000201\n14000202\n14000203',
}

const follow = (document: Document, schema: Schema): Schema => {
  const name = /^#\/components\/schemas\/(.+)$/.exec(schema.$ref ?? '')?.[1]
  return name === undefined ? schema : follow(document, (document.components?.schemas?.[name] ?? {}) as Schema)
}

/** A value that fits, the smallest that says something. */
function sampleValue(document: Document, given: Schema, name: string): unknown {
  const schema = follow(document, given)
  const fixed = schema.examples?.[0] ?? schema.enum?.[0]
  if (fixed !== undefined) return fixed
  const prefix = /^\^([a-z]{3})_/.exec(schema.pattern ?? '')?.[1]
  if (prefix !== undefined) return `${prefix}_${SAMPLE_ID}`
  const ours = BY_NAME[name]
  if (ours !== undefined && (Array.isArray(ours) ? 'array' : typeof ours === 'number' ? 'integer' : 'string') === schema.type) return ours
  if (schema.default !== undefined) return schema.default
  if (schema.anyOf) return sampleValue(document, schema.anyOf[0] ?? {}, name)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries((schema.required ?? []).map((member) => [member, sampleValue(document, schema.properties?.[member] ?? {}, member)]))
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => sampleValue(document, schema.items ?? {}, name))
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
  }
  if (schema.format === 'date-time') return '2026-03-01T20:00:00Z'
  if (schema.format === 'date') return '2026-03-01'
  if (schema.format === 'uri') return 'https://harbour.example/'
  return /\{26\}/.test(schema.pattern ?? '') ? SAMPLE_ID : 'harbour'
}

/** Of optional parameters only these: a page short enough to look at, and a set to speak of. */
const ASKED = ['limit', 'category']

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

function samplesOf(document: Document, method: string, path: string, operation: Operation): Sample[] {
  const id = operation.operationId ?? ''
  const parameters = operation.parameters ?? []
  const valueFor = (name: string) => sampleValue(document, parameters.find((one) => one.name === name)?.schema ?? {}, name)
  const asked = parameters.filter(
    (one) => one.in === 'query' && (one.required || (ASKED.includes(one.name) && (one.name !== 'category' || path.startsWith('/reach')))),
  )
  const query = new URLSearchParams(asked.map(({ name }) => [name, name === 'limit' ? '10' : String(valueFor(name))])).toString()
  const address = `/api/v1${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(valueFor(name))))}${query && `?${query}`}`
  const [type, media] = Object.entries(operation.requestBody?.content ?? {}).find(([one]) => one === (id in FILES ? 'text/plain' : 'application/json')) ?? []
  const body = type === undefined ? undefined : (FILES[id] ?? JSON.stringify(BODIES[id] ?? sampleValue(document, media?.schema ?? {}, '')))
  const headers = [
    ...(operation['x-required-scope'] ? [['Authorization', 'Bearer ALLIES_KEY']] : []),
    ...(parameters.some((one) => one.name === 'if-match') ? [['If-Match', '"0"']] : []),
    ...(parameters.some((one) => one.name === 'idempotency-key') ? [['Idempotency-Key', `sample-${id}`]] : []),
    ...(type === undefined ? [] : [['Content-Type', type]]),
  ] as [string, string][]
  const shell = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}"$ALLIES${address}"`,
    ...headers.map(([name, value]) => (name === 'Authorization' ? `-H "${name}: Bearer $ALLIES_KEY"` : `-H ${quoted(`${name}: ${value}`)}`)),
    ...(body === undefined ? [] : [`--data-binary ${quoted(body)}`]),
  ]
  const options = [
    ...(method === 'get' ? [] : [`method: '${method.toUpperCase()}'`]),
    ...(headers.length === 0
      ? []
      : [`headers: { ${headers.map(([name, value]) => `'${name}': ${name === 'Authorization' ? `\`Bearer \${ALLIES_KEY}\`` : quoted(value)}`).join(', ')} }`]),
    ...(body === undefined ? [] : [`body: ${id in FILES ? JSON.stringify(body) : `JSON.stringify(${body})`}`]),
  ]
  const script = `const answer = await fetch(\`\${ALLIES}${address}\`${options.length === 0 ? '' : `, {\n${options.map((line) => `  ${line},\n`).join('')}}`})`
  return [
    { lang: 'Shell', label: 'curl', source: shell.join(' \\\n  ') },
    { lang: 'JavaScript', label: 'fetch', source: script },
  ]
}

/** The document with samples at each operation. ALLIES is the address of the deployment, ALLIES_KEY a key. */
export function withSamples<D extends object>(document: D): D {
  const { paths = {} } = document as Document
  const written = Object.entries(paths).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, operation]) => [
        method,
        { ...(operation as Operation), 'x-codeSamples': samplesOf(document as Document, method, path, operation as Operation) },
      ]),
    ),
  ])
  return { ...document, paths: Object.fromEntries(written) }
}

/** For the page, which shows no samples of its own: they stand below the description. */
export function samplesInWords<D extends object>(document: D): D {
  const { paths = {} } = document as Document
  const written = Object.entries(paths).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, operation]) => {
        const { description = '', 'x-codeSamples': samples = [], ...rest } = operation as Operation
        const blocks = samples.map(({ lang, source }) => `\`\`\`${lang === 'Shell' ? 'sh' : 'js'}\n${source}\n\`\`\``)
        return [method, { ...rest, description: [description, ...blocks].join('\n\n') }]
      }),
    ),
  ])
  return { ...document, paths: Object.fromEntries(written) }
}
