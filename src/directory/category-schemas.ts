import Type from 'typebox'
import { component, Instant, Nullable, OneOf } from '../http/schemas.js'
import { DECIDERS, ReasonSchema, Reasons, Section, TagCode } from './identity/schemas.js'

const FIELDS = ['gate', 'section', 'tags', 'body_kind', 'hashtag_use'] as const
const Share = () => Type.Number({ format: 'double', minimum: 0, maximum: 1 })
const WordValue = () =>
  Type.Unsafe<string | string[] | null>({
    anyOf: [{ type: 'string', maxLength: 60 }, { type: 'array', maxItems: 100, items: { type: 'string', maxLength: 60 } }, { type: 'null' }],
  })

export const EntryCategoriesSchema = component(
  'EntryCategories',
  Type.Object(
    {
      category: Nullable(Type.Object({ section: Section(), title: Type.String({ maxLength: 100 }) })),
      category_by: OneOf(DECIDERS),
      category_reasons: Reasons(),
      tags: Type.Array(Type.Object({ code: TagCode(), title: Type.String({ maxLength: 200 }) }), { maxItems: 100 }),
      tags_by: OneOf(DECIDERS),
      body_kind: Nullable(Type.String({ maxLength: 40, pattern: '^[a-z]+$' })),
      body_kind_by: OneOf(DECIDERS),
      model: Nullable(Type.String({ maxLength: 80, description: 'Which rules and model made what stands, where rules did.' })),
      suggested: Type.Object(
        {
          category: Nullable(Type.Object({ section: Section(), title: Type.String({ maxLength: 100 }) })),
          confidence: Nullable(Share()),
          runners_up: Type.Array(Type.Object({ section: Section(), title: Type.String({ maxLength: 100 }), share: Share() }), { maxItems: 12 }),
          tags: Type.Array(Type.Object({ code: TagCode(), title: Type.String({ maxLength: 200 }) }), { maxItems: 250 }),
          body_kind: Nullable(Type.String({ maxLength: 40, pattern: '^[a-z]+$' })),
          reasons: Type.Array(ReasonSchema(), { maxItems: 300 }),
          model: Type.String({ maxLength: 80 }),
        },
        {
          description: 'What rules and model would say now. category is null where they are not sure enough; then the first of runners_up is their best guess.',
        },
      ),
      words: Type.Array(
        Type.Object({
          field: OneOf(FIELDS),
          value: WordValue(),
          suggested: WordValue(),
          reason: Nullable(Type.String({ maxLength: 2000 })),
          actor: Type.String({ maxLength: 100 }),
          at: Instant(),
        }),
        { maxItems: 100, description: 'What organisers said, newest first. A null value took an earlier word back.' },
      ),
      attribution: Type.String({ maxLength: 500 }),
    },
    { description: 'What an entry works for, who says so, and what else it might be.' },
  ),
)
