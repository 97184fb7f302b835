export interface RelationScore {
  cases: number
  right: number
}

/** Scores our own labelled relations; null if the file is absent. */
export function scoreRelations(): RelationScore | null {
  return null
}
