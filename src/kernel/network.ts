// ◆ pure
/**
 * What one household or device cannot change at will: an IPv4 address, or the /64 of an IPv6 address, within which a device picks a
 * new address whenever it likes (RFC 8981). Anything that is no address is taken as it is.
 */
export function network(address: string): string {
  const [plain = ''] = address.trim().toLowerCase().split('%')
  const last = plain.slice(plain.lastIndexOf(':') + 1)
  if (last.includes('.') && /^[0:]*(?:ffff:)?$/.test(plain.slice(0, plain.length - last.length))) return last
  if (!plain.includes(':')) return plain
  const [left = '', right] = plain.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const groups = right === undefined ? head : [...head, ...Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0'), ...tail]
  // ::ffff:c000:201 is 192.0.2.1 in the other spelling.
  if (groups.length === 8 && groups.slice(0, 5).every((one) => Number.parseInt(one, 16) === 0) && groups[5] === 'ffff') {
    const [high, low] = [Number.parseInt(groups[6] ?? '', 16), Number.parseInt(groups[7] ?? '', 16)]
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  }
  return `${groups
    .slice(0, 4)
    .map((one) => one.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
