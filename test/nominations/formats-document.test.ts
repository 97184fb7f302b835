import { readFileSync } from 'node:fs'
import t from 'tap'
import { FORMATS, formatsDocument } from '../../src/nominations/formats/catalogue.js'
import { readArchive } from '../../src/nominations/formats/detect.js'

t.test('the document of formats is made from the catalogue', async (t) => {
  t.equal(readFileSync(new URL('../../openapi/formats.md', import.meta.url), 'utf8'), formatsDocument(), 'run: npx allies formats > openapi/formats.md')
})

t.test('every row of the catalogue stands in the table as it is', async (t) => {
  for (const { name, told_by } of FORMATS) {
    t.notMatch(`${name}${told_by}`, /[|\n]/, 'which would break the table')
    t.ok(formatsDocument().includes(`| ${name} | ${told_by} |`), name)
  }
})

t.test('more text than any chat has is refused with the way out, before its layout is looked for', async (t) => {
  const told = (text: string) => {
    try {
      readArchive(new TextEncoder().encode(text))
      return 'read'
    } catch (error) {
      return String(error)
    }
  }
  const line = '[20:01] Bo @b_eg: A1 thanks @alpha_eg\n'
  t.match(told(line.repeat(100_001)), /the text has 10000[12] lines; at most 100000 can be read at once: split it/)
  t.match(told(`${line}${'thanks a lot '.repeat(60_000)}\n`.repeat(12)), /million characters; at most 8 can be read at once/)
  t.equal(told(line.repeat(2_000)), 'read')
})
