/** Milliseconds of CPU that this process has used: a measure. Unlike the time on the clock it does not grow while others have the processor. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
