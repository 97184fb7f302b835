import Type from 'typebox'
import { Closed, component, Id, Instant } from '../../http/schemas.js'
import { ReachSchema } from '../schemas.js'
import { MOST_KEPT } from './service.js'

const { potential_unique_audience, gross_followers, level, calibration, members, evidence_share } = ReachSchema.properties

export const HistorySchema = component(
  'ReachHistory',
  Type.Object(
    {
      list: Type.Object({ id: Id('lst'), name: Type.String({ maxLength: 300 }) }),
      estimates: Type.Array(
        Type.Object({
          at: Instant({ description: 'When it was first estimated so.' }),
          potential_unique_audience,
          gross_followers,
          level,
          calibration,
          members,
          evidence_share,
        }),
        { maxItems: MOST_KEPT, description: 'Earliest first; figures under different calibrations or levels are not one line.' },
      ),
    },
    { description: 'How the reach of a list moved.' },
  ),
)
export const historyComponents = [HistorySchema]
export const HistoryQuery = Closed({ list: Id('lst', { description: 'A list, private ones too.' }) })
