/** A measure, what it came to (null: no file), what it must reach, and what was there before; the last null where nobody measured it. */
export type Goal = [label: string, value: number | null | undefined, goal: number, before: number | null]

export const cell = (value: number | null | undefined, width = 10) => (value === null || value === undefined ? '-' : value.toFixed(4)).padStart(width)

/** Each measure beside its goal and what was there before, as lines of a table. */
export function besideGoals(rows: readonly Goal[]): string[] {
  const lines = rows.map(([label, value, goal, before]) => {
    const verdict = value === undefined || value === null ? '' : value >= goal ? '  reached' : '  MISSED'
    return `${label.padEnd(30)}${cell(value)}${cell(goal)}${cell(before)}${verdict}`
  })
  return [`${'measure'.padEnd(30)}${'ours'.padStart(10)}${'goal'.padStart(10)}${'before'.padStart(10)}`, ...lines]
}
