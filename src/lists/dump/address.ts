// ◆ pure
export type ListAddress = { ok: true; id: string } | { ok: false; reason: string }

const HOSTS = new Set(['x.com', 'www.x.com', 'mobile.x.com', 'twitter.com', 'www.twitter.com', 'mobile.twitter.com'])

/**
 * The numeric id of a list on X, from the id itself or from the address that X shows for it. Ids stay text: they pass 2^53, where numbers would be damaged.
 */
export function parseListAddress(typed: string): ListAddress {
  const text = typed.trim()
  if (/^[0-9]+$/.test(text)) return asId(text)
  const parts =
    text
      .replace(/^https?:\/\//i, '')
      .split(/[?#]/, 1)[0]
      ?.split('/')
      .filter((part) => part !== '') ?? []
  const [host = '', first = '', second = '', third = ''] = parts
  if (!HOSTS.has(host.toLowerCase())) return { ok: false, reason: 'give the number of the list, or its address on X: https://x.com/i/lists/123' }
  if (first.toLowerCase() === 'i' && second.toLowerCase() === 'lists' && /^[0-9]+$/.test(third)) return asId(third)
  if (second.toLowerCase() === 'lists')
    return {
      ok: false,
      reason: 'an address with the name of a list does not say which it is: open the list on X and copy the address with its number, https://x.com/i/lists/123',
    }
  return { ok: false, reason: 'that is a page of X, not a list: the address of a list is https://x.com/i/lists/123' }
}

const asId = (digits: string): ListAddress =>
  digits.length <= 19 ? { ok: true, id: digits } : { ok: false, reason: 'the number of a list on X has at most 19 digits' }
