/** `npm run contract`: writes the contract and the changelog; with `--release` also keeps the present document as the released one. */
import { writeFileSync } from 'node:fs'
import { changelogDocument, compatibilityDocument } from '../../src/http/contract.js'
import { openApiDocument } from '../../src/openapi.js'

writeFileSync('openapi/compatibility.md', compatibilityDocument())
writeFileSync('openapi/changelog.md', changelogDocument())
// Without blanks and samples: nobody reads it, programs compare it.
if (process.argv.includes('--release'))
  writeFileSync(
    'openapi/released.json',
    `${JSON.stringify(JSON.parse(await openApiDocument()), (name, value) => (name === 'x-codeSamples' ? undefined : value))}\n`,
  )
