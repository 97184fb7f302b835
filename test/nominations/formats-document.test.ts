import { readFileSync } from 'node:fs'
import t from 'tap'
import { FORMATS, formatsDocument } from '../../src/nominations/formats/catalogue.js'

t.test('the document of formats is made from the catalogue', async (t) => {
  t.equal(readFileSync(new URL('../../openapi/formats.md', import.meta.url), 'utf8'), formatsDocument(), 'run: npx allies formats > openapi/formats.md')
})

t.test('every row of the catalogue stands in the table as it is', async (t) => {
  for (const { name, told_by } of FORMATS) {
    t.notMatch(`${name}${told_by}`, /[|\n]/, 'which would break the table')
    t.ok(formatsDocument().includes(`| ${name} | ${told_by} |`), name)
  }
})
