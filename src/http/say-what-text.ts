// ◆ pure
/** Text without NUL, which Postgres cannot store: what every string here is that says nothing narrower. */
const TEXT = '^[^\\u0000]*$'
const NARROWER = ['pattern', 'format', 'enum', 'const']

const isString = (type: unknown): boolean => type === 'string' || (Array.isArray(type) && type.includes('string'))

/** The same document in which every schema of a string says what strings it means (OWASP API4:2023, string-restricted). */
export function sayWhatText<D>(given: D): D {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (value === null || typeof value !== 'object') return value
    const own = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]))
    return isString(own.type) && !NARROWER.some((key) => key in own) ? { ...own, pattern: TEXT } : own
  }
  return walk(given) as D
}
