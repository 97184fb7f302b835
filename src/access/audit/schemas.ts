import Type from 'typebox'
import { Closed, component, Instant, Nullable, OneOf, PageOf, pagingQuery, Text } from '../../http/schemas.js'

const Serial = (options: Record<string, unknown> = {}) => Type.Integer({ format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, ...options })
const HEAD = '^[0-9]{1,15}:[0-9a-f]{64}$'
const Head = (options: Record<string, unknown> = {}) => Type.String({ maxLength: 80, pattern: HEAD, ...options })

export const AuditQuery = Closed({
  subject: Type.Optional(Text(100, { description: 'The id of a record: what was done to it.', examples: ['aly_01jnb1h6w0e3qxt6yz0p4v8kdm'] })),
  actor: Type.Optional(Text(100, { description: 'Who did it.', examples: ['key:key_01jnb1h6w0e3qxt6yz0p4v8kdm'] })),
  action: Type.Optional(Text(60, { description: 'One action, or all that begin so if it ends in a dot.', examples: ['ally.approve', 'list.'] })),
  ...pagingQuery,
})

export const AuditEntrySchema = component(
  'AuditEntry',
  Type.Object({
    seq: Serial({ description: 'Grows; numbers are left out where a change was given up.' }),
    link: Nullable(Serial({ description: 'Its place in the hash chain, in the order of commits.' })),
    at: Instant(),
    actor: Text(200, { description: 'key:…, session:…, cli, worker or anyone.' }),
    action: Text(100, { examples: ['ally.approve'] }),
    subject: Text(200, { description: 'The id of the record.' }),
    reason: Nullable(Text(4000)),
    detail: Type.Object({}, { additionalProperties: true, description: 'What belongs to this action.' }),
  }),
)

export const AuditPageSchema = PageOf('AuditPage', AuditEntrySchema)

export const VerificationQuery = Closed({ head: Type.Optional(Head({ description: 'A head that was kept from an earlier verification.' })) })

const FAULTS = ['gap', 'row_gone', 'changed', 'unlinked', 'head_gone', 'head_differs'] as const

export const VerificationSchema = component(
  'AuditVerification',
  Type.Object({
    intact: Type.Boolean({ description: 'Nothing was changed, taken out or put in since it was written; with a head of earlier, nothing was cut off either.' }),
    verified: Serial({ description: 'Links that hold, from the first on.' }),
    links: Serial(),
    head: Nullable(Head({ description: 'The last link that holds. Keep it elsewhere, and give it to a later verification.' })),
    fault: Nullable(
      Type.Object({
        kind: OneOf(FAULTS),
        link: Nullable(Serial()),
        seq: Nullable(Serial()),
        detail: Text(500),
      }),
    ),
  }),
)

export const auditComponents = [AuditEntrySchema, AuditPageSchema, VerificationSchema]
