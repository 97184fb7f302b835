import Type, { type Static } from 'typebox'

/**
 * What we rely on in X's answers, and nothing more: X's own specification rejects real answers, and further members come and go. An
 * answer that does not fit is treated as no answer. Ids must be strings: as numbers they have lost digits already.
 */
const Id = Type.String({ pattern: '^[0-9]{1,19}$' })

export const UserRow = Type.Object({
  id: Id,
  username: Type.String({ pattern: '^[A-Za-z0-9_]{1,20}$' }),
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
  entities: Type.Optional(Type.Unknown()),
  protected: Type.Optional(Type.Boolean()),
  public_metrics: Type.Optional(Type.Object({ followers_count: Type.Optional(Type.Integer({ minimum: 0 })) })),
  most_recent_tweet_id: Type.Optional(Type.Unknown()),
})
export type UserRow = Static<typeof UserRow>

const Rows = Type.Array(Type.Unknown())

/** One of the two keys must be there: an empty object would pass for a hundred accounts that X said nothing about. */
export const UsersAnswer = Type.Union([Type.Object({ data: Rows, errors: Type.Optional(Rows) }), Type.Object({ errors: Rows })])
export type UsersAnswer = Static<typeof UsersAnswer>
export const MeAnswer = Type.Object({ data: Type.Object({ id: Id, username: Type.String({ minLength: 1 }) }) })

export const ListAnswer = Type.Object({
  data: Type.Object({
    id: Id,
    name: Type.String(),
    description: Type.Optional(Type.String()),
    private: Type.Boolean(),
    owner_id: Id,
    member_count: Type.Integer({ minimum: 0 }),
  }),
})
export const CreatedAnswer = Type.Object({ data: Type.Object({ id: Id, name: Type.String() }) })
export const UpdatedAnswer = Type.Object({ data: Type.Object({ updated: Type.Boolean() }) })
export const MembershipAnswer = Type.Object({ data: Type.Object({ is_member: Type.Boolean() }) })

/** Loose on purpose: a page that is wrong inside ends the read as incomplete, it does not fail it. Errors alone do fail it. */
export const MembersAnswer = Type.Union([
  Type.Object({ data: Rows, meta: Type.Optional(Type.Unknown()), errors: Type.Optional(Rows) }),
  Type.Object({ meta: Type.Object({}), errors: Type.Optional(Rows) }),
])
export type MembersAnswer = Static<typeof MembersAnswer>
export const MemberRow = Type.Object({ id: Id, username: Type.String({ minLength: 1 }) })
export const PageMeta = Type.Object({ result_count: Type.Integer({ minimum: 0 }), next_token: Type.Optional(Type.String({ minLength: 1 })) })

/** A page without results has no data; one without its count is cut or another endpoint's. */
export const PostsAnswer = Type.Object({
  data: Type.Optional(Rows),
  includes: Type.Optional(Type.Unknown()),
  meta: Type.Object({ result_count: Type.Integer({ minimum: 0 }), next_token: Type.Optional(Type.String({ minLength: 1 })) }),
})
export type PostsAnswer = Static<typeof PostsAnswer>
export const PostRow = Type.Object({
  id: Id,
  text: Type.String(),
  author_id: Id,
  created_at: Type.Optional(Type.String()),
  in_reply_to_user_id: Type.Optional(Id),
  note_tweet: Type.Optional(Type.Object({ text: Type.Optional(Type.String()) })),
  referenced_tweets: Type.Optional(Type.Array(Type.Object({ type: Type.String(), id: Type.Optional(Id) }))),
})
export type PostRow = Static<typeof PostRow>
export const IncludedUsers = Type.Object({ users: Type.Array(Type.Unknown()) })
