/**
 * A whole reading, of the length that X said, that was false about a member: an old copy with an old count. `hidden` was there and not shown, `phantom` the
 * other way round. No engine can know better at that moment.
 */
export interface Deception {
  user: string
  as: 'hidden' | 'phantom'
  /** Requests X had seen when it was told. */
  position: number
}

interface Reading {
  ids: ReadonlySet<string>
  truth: ReadonlySet<string>
}

/** Which readings X itself vouched for: within one call of the engine a count and a reading belong together if one directly follows the other. */
export interface Vouching {
  /** A call of the engine begins. */
  begins(): void
  /** Where that was, in requests. */
  from(): number
  sawCount(length: number): void
  sawReading(reading: Reading): void
  /** By another process, whose counts are not followed: it is taken to have been vouched for. */
  sawElsewhere(reading: Reading): void
  /** So told at that request or later. */
  deceived(user: string, as: Deception['as'], after: number): boolean
}

export function newVouching(position: () => number): Vouching {
  const told: Deception[] = []
  let [count, reading, from]: [number | null, Reading | null, number] = [null, null, 0]
  const tell = ({ ids, truth }: Reading) => {
    for (const user of ids) if (!truth.has(user)) told.push({ user, as: 'phantom', position: position() })
    for (const user of truth) if (!ids.has(user)) told.push({ user, as: 'hidden', position: position() })
  }
  const compare = (length: number, reading: Reading) => {
    if (reading.ids.size === length) tell(reading)
  }
  return {
    begins: () => {
      ;[count, reading, from] = [null, null, position()]
    },
    from: () => from,
    sawCount: (length) => {
      if (reading) compare(length, reading)
      count = reading ? null : length
      reading = null
    },
    sawReading: (seen) => {
      // The engine holds it against the count before it or against the one after it.
      if (count !== null) compare(count, seen)
      reading = seen
      count = null
    },
    sawElsewhere: tell,
    deceived: (user, as, after) => told.some((one) => one.user === user && one.as === as && one.position >= after),
  }
}
