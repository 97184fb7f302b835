// ◆ pure
/** Mulberry32: one 32-bit word of state, which lives in the simulator's state so that an exported run goes on exactly where it stood. */
export function nextRandom(state: { rng: number }): number {
  state.rng = (state.rng + 0x6d2b79f5) >>> 0
  let z = state.rng
  z = Math.imul(z ^ (z >>> 15), z | 1)
  z ^= z + Math.imul(z ^ (z >>> 7), z | 61)
  return ((z ^ (z >>> 14)) >>> 0) / 4294967296
}

/** Fisher-Yates; gives a new array. */
export function shuffled<T>(state: { rng: number }, items: readonly T[]): T[] {
  const rest = [...items]
  const out: T[] = []
  while (rest.length > 0) out.push(...rest.splice(Math.floor(nextRandom(state) * rest.length), 1))
  return out
}
