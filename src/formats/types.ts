// ◆ pure
import type { AllyView } from '../directory/views.js'

/** What every export says of itself. */
export interface Taken {
  community: string
  /** When it was taken. */
  as_of: string
  /** Address of the licence under which it may be used. */
  licence: string
  /** Address of this deployment, without a slash at the end. */
  site: string
}

export type Row = AllyView

export const pageOf = (site: string, id: string): string => `${site}/allies/${id}`
