// ◆ pure
/** The whole post, or of a very long one the part around the target. */
export function excerpt(text: string, { start, end }: { start: number; end: number }, most: number): { text: string; start: number; end: number } {
  if (text.length <= most) return { text, start, end }
  const middle = Math.floor((start + end) / 2)
  const wanted = Math.max(0, Math.min(middle - most / 2, text.length - most))
  // Not between the two halves of a character.
  const from = /[\udc00-\udfff]/.test(text.charAt(wanted)) ? wanted + 1 : wanted
  const to = /[\udc00-\udfff]/.test(text.charAt(from + most)) ? from + most - 1 : from + most
  return { text: text.slice(from, to), start: start - from, end: Math.min(end, to) - from }
}
