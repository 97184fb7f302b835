// ◆ pure
/** US dollars for people: cents, and tenths of a cent where there are any. X charges half a cent for most calls, which is neither nothing nor a cent. */
export function usd(dollars: number): string {
  const milli = Math.round(dollars * 1000)
  const digits = milli % 10 === 0 ? 2 : 3
  return `$${(milli / 1000).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`
}
