import { readFileSync } from 'node:fs'
import t from 'tap'
import { decide } from '../../src/nominations/decide.js'
import { readArchive } from '../../src/nominations/formats/detect.js'

const CHATS: Record<string, { posts: number; nominations: string[] }> = {
  'pasted-odd.txt': {
    posts: 16,
    nominations: [
      'spade_jo_eg seedswap_eg Q2',
      'marrow_eg toolbank_eg Q2',
      'kale_eg plotcare_eg Q2',
      'toolbank_eg toolbank_eg Q2',
      'toolbank_eg plotcare_eg Q2',
      'marrow_eg nodig Q3',
      'marrow_eg seedsaturday Q3',
      'rhubarb_eg nodig Q3',
      'kale_eg soilunion_eg Q3',
    ],
  },
  'pasted-page.txt': {
    posts: 9,
    nominations: [
      'ana_clerk_eg governwell_eg Q1',
      'ana_clerk_eg boardbuddies_eg Q1',
      'ben_gov_eg fairfunds_eg Q1',
      'cat_gov_eg boardbuddies_eg Q1',
      'ben_gov_eg clerksunion_eg Q1',
    ],
  },
  'pasted-messenger.txt': {
    posts: 8,
    nominations: ['name:eli stooplibrary_eg Q1', 'name:eli nightbuscoop_eg Q1', 'name:fern (block 4) stooplibrary_eg Q1'],
  },
}

for (const [name, { posts, nominations }] of Object.entries(CHATS))
  t.test(`${name}: what a careful reader takes from it`, async (t) => {
    const archive = readArchive(readFileSync(new URL(`../fixtures/archives/${name}`, import.meta.url)))
    t.equal(archive.posts.length, posts)
    t.same(
      decide(archive, null).nominations.map(({ nominator, voice, target, question }) => `${nominator ?? voice} ${target.key} Q${question}`),
      nominations,
    )
  })
