/** RFC 4180: quoted cells hold commas, doubled quotes and line breaks; a byte-order mark and a last line without its break are fine. */
export function readCsv(text: string): Record<string, string>[] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  const endCell = () => {
    row.push(cell)
    cell = ''
  }
  const endRow = () => {
    endCell()
    // A blank line is no row (RFC 4180 has none, real files do).
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  for (let i = 0; i < body.length; i++) {
    const sign = body[i]
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (body[i + 1] === '"') {
        cell += '"'
        i++
      } else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === ',') endCell()
    else if (sign === '\n') endRow()
    else if (sign === '\r' && body[i + 1] === '\n') continue
    else if (sign === '\r') endRow()
    else cell += sign
  }
  if (cell !== '' || row.length > 0) endRow()
  const [header = [], ...data] = rows
  return data.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''])))
}
