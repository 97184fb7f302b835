import Type from 'typebox'
import { Closed, component, Id, Instant, Line, Nullable, PageOf, pagingQuery, Text, Url } from '../../http/schemas.js'

export const NewSnapshotSchema = component(
  'NewSnapshot',
  Closed({
    name: Line(100, { description: 'What it is called in citations.', examples: ['Allies after the spring chats'] }),
    note: Type.Optional(Text(1000, { description: 'What it was made for; public.' })),
  }),
)

export const SnapshotSchema = component(
  'Snapshot',
  Type.Object(
    {
      id: Id('snp'),
      name: Text(100),
      note: Nullable(Text(1000)),
      community: Text(200),
      licence: Url({ description: 'Under which it may be used.' }),
      directory_version: Type.Integer({ format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Of the directory that was copied.' }),
      entries: Type.Integer({ format: 'int32', minimum: 0, maximum: 10_000_000 }),
      withdrawn: Type.Integer({
        format: 'int32',
        minimum: 0,
        maximum: 10_000_000,
        description: 'Entries taken out since, because the body behind them withdrew. Their hashes stay, so that the checksum holds.',
      }),
      checksum: Type.String({
        pattern: '^[0-9a-f]{64}$',
        maxLength: 64,
        description: 'SHA-256 over the hashes of all entries in order, each followed by a line feed. It never changes.',
      }),
      created_at: Instant(),
      url: Url(),
      json_url: Url(),
      csv_url: Url(),
      citation: Text(1000, { description: 'A sentence to cite it by.' }),
    },
    { description: 'A frozen copy of the public directory.' },
  ),
)

export const SnapshotPageSchema = PageOf('SnapshotPage', SnapshotSchema)
export const SnapshotParams = Type.Object({ id: Id('snp') })
export const SnapshotQuery = Closed(pagingQuery)

export const snapshotComponents = [NewSnapshotSchema, SnapshotSchema, SnapshotPageSchema]
