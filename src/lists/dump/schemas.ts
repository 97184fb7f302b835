import Type from 'typebox'
import { Closed, component, Id, Line, Nullable, OneOf } from '../../http/schemas.js'

const Count = () => Type.Integer({ format: 'int32', minimum: 0, maximum: 2_147_483_647 })

export const DumpInputSchema = component(
  'ListDump',
  Closed({
    list: Type.String({ minLength: 1, maxLength: 500, pattern: '^[^\\u0000-\\u001f]*$', description: "The list's number on X, or its address there." }),
    name: Type.Optional(Line(25, { description: "Another name here than on X; the next plan sets it there. X's own limit is 25 characters." })),
    adopt: Type.Optional(Type.Boolean({ description: "Take the members over: from then on ours to answer for. By default they stay others'." })),
    dry_run: Type.Optional(Type.Boolean({ description: 'Read, and say what would be made; keep nothing.' })),
    confirm_cost: Type.Optional(Type.Boolean({ description: 'Reading costs by the member. Without this the answer is 409 with `cost_usd`.' })),
  }),
)

export const DumpReportSchema = component(
  'ListDumpReport',
  Type.Object(
    {
      x_list_id: Type.String({ pattern: '^[0-9]{1,19}$', maxLength: 19 }),
      name: Type.String({ maxLength: 200 }),
      description: Type.String({ maxLength: 500 }),
      private: Type.Boolean(),
      member_count: Count(),
      ours: Nullable(Type.Boolean({ description: 'Null if no owner account is connected.' })),
      list_id: Nullable(Id('lst', { description: 'The definition here that is connected with it.' })),
      cost_usd: Type.Number({ minimum: 0, maximum: 1_000_000 }),
      dry_run: Type.Boolean(),
      definition: Nullable(OneOf(['made', 'known'])),
      counts: Type.Object({ members: Count(), made: Count(), matched: Count(), left_out: Count(), adopted: Count() }),
      members: Type.Array(
        Type.Object({
          x_user_id: Type.String({ pattern: '^[0-9]{1,19}$', maxLength: 19 }),
          handle: Type.String({ maxLength: 50 }),
          outcome: OneOf(['made', 'matched_by_id', 'matched_by_handle', 'left_out']),
          ally_id: Nullable(Id('aly')),
          status: Nullable(OneOf(['proposed', 'approved', 'rejected', 'retired', 'withdrawn'])),
          gate: Nullable(OneOf(['home', 'ally', 'unsure'])),
          note: Nullable(Type.String({ maxLength: 300 })),
        }),
        { maxItems: 10_000 },
      ),
      note: Nullable(Type.String({ maxLength: 500 })),
    },
    { description: 'What was made of a list that is on X already, member by member.' },
  ),
)

export const dumpComponents = [DumpInputSchema, DumpReportSchema]
