import Type from 'typebox'
import { Closed, component, Id, Instant, Nullable, OneOf, PageOf, pagingQuery, ref, Text } from '../../http/schemas.js'

const STATES = ['reading', 'ready', 'storing', 'done', 'undoing', 'undone', 'failed', 'discarded'] as const
const VERDICTS = ['counted', 'doubtful', 'not', 'placeholder', 'repeated'] as const
const MOST_REASONS = 200

const Count = (description: string) => Type.Integer({ format: 'int32', minimum: 0, maximum: 2_147_483_647, description })
const BigCount = (description: string) => Type.Integer({ format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description })
const Words = (maxLength: number, description: string) => Type.String({ maxLength, description })
const Counted = <K extends string>(words: Record<K, string>) =>
  Object.fromEntries(Object.entries<string>(words).map(([name, description]) => [name, Type.Optional(BigCount(description))])) as Record<
    K,
    ReturnType<typeof Type.Optional<ReturnType<typeof BigCount>>>
  >

const CountsSchema = component(
  'ImportCounts',
  Type.Object(
    Counted({
      bytes: 'Unpacked.',
      posts: 'Read.',
      repeated_posts: 'Posts that stood in the file before.',
      bad_lines: 'Lines that could not be read.',
      counted: 'Names that count as nominations.',
      doubtful: 'Names of which a person has to say what was meant.',
      not: 'Names that are no nominations, with those that are only counted.',
      placeholder: 'Generic words, such as @organizations.',
      repeated: 'Said by the same person before in the file.',
      added: 'New nominations, once stored.',
      already: 'Nominations that were known before.',
      refused: 'Names of bodies that wished to be gone.',
      drafted: 'New entries that wait for an organiser.',
      removed: 'Nominations taken back by an undo.',
      kept: 'Nominations kept by an undo, since they were said otherwise too.',
      undrafted: 'Entries that an undo removed, since they stood on nothing else.',
    }),
    { description: 'What reading found, and what storing and undoing did. A step that was not taken yet has no numbers.' },
  ),
)

const ImportContextSchema = component(
  'ImportContext',
  Type.Object(
    {
      hashtag_keys: Type.Array(Words(200, 'Folded, without #.'), { maxItems: 100, description: 'Tags of the chat itself.' }),
      host_keys: Type.Array(Words(100, 'Folded, without @.'), { maxItems: 1000, description: 'Its hosts.' }),
      inferred: Type.Boolean({ description: 'Told from the posts, since no chat was given.' }),
    },
    { description: 'By what the posts were judged: these names are no nominations.' },
  ),
)

const ReasonsSchema = Type.Array(Type.Object({ verdict: OneOf(VERDICTS), reason: Words(500, 'For people.'), count: Count('Names with this reason.') }), {
  maxItems: MOST_REASONS,
  description: 'Most frequent first.',
})

const AcceptedSchema = Type.Object(
  { nominations: Count('Nominations.'), targets: Count('Different targets.') },
  { description: 'What storing would take now, by verdicts and choices.' },
)

const Notes = () => Type.Array(Words(500, 'For people.'), { maxItems: 200, description: 'What one should know of how the file was read.' })

const properties = {
  id: Id('imp'),
  state: OneOf(STATES, {
    description: 'reading → ready (to be looked at) → storing → done → undoing → undone; or failed, or discarded.',
  }),
  file_name: Words(255, 'As it was given.'),
  format: Nullable(Words(40, 'What it was recognised as; null until it is read.')),
  series_id: Nullable(Id('ser')),
  chat_id: Nullable(Id('cht')),
  sha256: Nullable(Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64, description: 'Of the unpacked content.' })),
  context: Nullable(ref(ImportContextSchema)),
  notes: Notes(),
  problem: Nullable(Words(2000, 'Why it failed or was discarded, for people.')),
  counts: ref(CountsSchema),
  progress: Type.Object(
    { done: BigCount('So far.'), total: BigCount('In all; 0 until it is known.') },
    {
      description:
        'Of the step under way: bytes while it is read; while it is stored, targets to be found or drafted, then nominations, then entries to be counted anew; nominations while it is undone.',
    },
  ),
  created_at: Instant(),
  stored_at: Nullable(Instant()),
  undone_at: Nullable(Instant()),
}

const ImportSummarySchema = component('ImportSummary', Type.Object(properties, { description: 'One file that was given.' }))
export const ImportPageSchema = PageOf('ImportPage', ImportSummarySchema)

export const ImportSchema = component(
  'Import',
  Type.Object(
    {
      ...properties,
      accepted: AcceptedSchema,
      reasons: ReasonsSchema,
      links: Type.Object(
        {
          self: Words(200, 'This import.'),
          candidates: Words(200, 'What it names.'),
          bad_lines: Words(200, 'What could not be read.'),
          page: Words(200, 'The page for people, on the desk.'),
        },
        { description: 'Addresses on this host.' },
      ),
    },
    { description: 'One file that was given, with what would be stored of it and why.' },
  ),
)

export const CandidateSchema = component(
  'ImportCandidate',
  Type.Object(
    {
      seq: BigCount('Names it within its import; order of appearance.'),
      line: Count('Line of the file, from 1.'),
      nominator: Nullable(Words(200, 'Folded handle; gone once the import is stored.')),
      question: Nullable(Count('1 for Q1 of the chat.')),
      target: Nullable(
        Type.Object(
          { kind: OneOf(['account', 'hashtag']), key: Words(200, 'Folded.'), display: Words(200, 'As it was spelt first.') },
          { description: 'Null if it cannot be told who is meant.' },
        ),
      ),
      raw: Words(600, 'As it was written.'),
      text: Nullable(Words(4000, 'The words around it; gone once the import is stored.')),
      span: Nullable(Type.Object({ start: Count('UTF-16 offset.'), end: Count('UTF-16 offset.') }, { description: 'Where the name stands in text.' })),
      form: Nullable(Words(40, 'How it was written: handle, hashtag, link, words ...')),
      verdict: OneOf(VERDICTS),
      reason: Words(500, 'Why, for people.'),
      chosen: Nullable(Type.Boolean({ description: "The organiser's word; null leaves it to the verdict." })),
      taken: Type.Boolean({ description: 'Whether storing takes it.' }),
      outcome: Nullable(OneOf(['added', 'already', 'refused'], { description: 'What became of it, once stored.' })),
    },
    { description: 'One name in a file, before and after it is stored.' },
  ),
)
export const CandidatePageSchema = PageOf('ImportCandidatePage', CandidateSchema)

const BadLineSchema = component(
  'ImportBadLine',
  Type.Object({ line: Count('Line of the file, from 1.'), reason: Words(500, 'Why it could not be read.') }, { description: 'It cost no other line.' }),
)
export const BadLinePageSchema = PageOf('ImportBadLinePage', BadLineSchema)

export const TrialSchema = component(
  'ImportTrial',
  Type.Object(
    {
      format: Words(40, 'What it was recognised as.'),
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64 }),
      context: ref(ImportContextSchema),
      notes: Notes(),
      counts: ref(CountsSchema),
      accepted: AcceptedSchema,
      reasons: ReasonsSchema,
      candidates: Type.Array(ref(CandidateSchema), { maxItems: 50, description: 'The first of them.' }),
      bad_lines: Type.Array(ref(BadLineSchema), { maxItems: 50, description: 'The first of them.' }),
    },
    { description: 'What an import of the file would be. Nothing of it was kept.' },
  ),
)

/** More kinds of reasons than anybody reads. */
export const topReasons = <T>(reasons: readonly T[]): T[] => reasons.slice(0, MOST_REASONS)

/** Bytes as they are: no type, so that nothing is converted. */
export const FileSchema = Type.Unsafe<unknown>({
  contentMediaType: 'application/octet-stream',
  description: 'The file itself, whatever its Content-Type says: what it is, is told from its content. Packed with gzip or zip it is smaller on the way.',
})

export const FILE_TYPES = [
  'application/octet-stream',
  'text/plain',
  'text/csv',
  'application/json',
  'application/x-ndjson',
  'application/gzip',
  'application/zip',
]

export const UploadQuery = Closed({
  chat_id: Type.Optional(Id('cht', { description: 'The chat it is of: its tag and hosts are no nominations.' })),
  series: Type.Optional(Text(200, { description: 'Or only the series, by its hashtag in any spelling.', examples: ['SWHelper'] })),
  file_name: Type.Optional(Text(255, { description: 'For the record only.', examples: ['chat.csv'] })),
  map: Type.Optional(Text(2000, { description: 'For a table of no known kind, which column is what.', examples: ['text=Body,author=User,time=Date,id=Id'] })),
  validate_only: Type.Optional(Type.Boolean({ default: false, description: 'Read it, say what it would be, and keep nothing.' })),
})

export const PreferHeaders = Type.Object({
  prefer: Type.Optional(
    Type.String({
      maxLength: 200,
      description:
        'RFC 7240: `respond-async` answers at once, `wait=SECONDS` (at most 20) waits so long for the preview. Without it the answer waits 5 seconds.',
    }),
  ),
})

export const ImportParams = Type.Object({ id: Id('imp') })
export const CandidateParams = Type.Object({
  id: Id('imp'),
  seq: Type.Integer({ format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'The number of the name.' }),
})
export const ImportsQuery = Closed(pagingQuery)
export const CandidatesQuery = Closed({
  verdict: Type.Optional(OneOf(VERDICTS, { description: 'Names of this kind only.' })),
  q: Type.Optional(Text(100, { description: 'Names or nominators that contain this, in any case.' })),
  ...pagingQuery,
})

export const ChoiceSchema = Closed(
  {
    take: Type.Unsafe<boolean | null>({
      type: ['boolean', 'null'],
      description: 'True takes it whatever the verdict, false leaves it out, null goes back to the verdict.',
    }),
    target: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        pattern: '^[^\\u0000]*$',
        description: 'What was meant, where that could not be told: @handle, #hashtag or a link to a profile on X.',
        examples: ['@HarbourFood_eg'],
      }),
    ),
  },
  { description: "The organiser's word on one name." },
)

export const UndoSchema = Closed({ reason: Type.Optional(Text(500, { description: 'For the record.' })) })

export const importComponents = [
  CountsSchema,
  ImportContextSchema,
  ImportSummarySchema,
  ImportPageSchema,
  ImportSchema,
  CandidateSchema,
  CandidatePageSchema,
  BadLineSchema,
  BadLinePageSchema,
  TrialSchema,
]
