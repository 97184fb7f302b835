import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import t from 'tap'
import type { AllyView } from '../../src/directory/views.js'
import { csvHead, csvRows } from '../../src/formats/csv.js'
import { additions } from '../../src/formats/feed.js'
import { calendar } from '../../src/formats/ics.js'
import { inScript, itemList } from '../../src/formats/jsonld.js'

const taken = {
  community: 'Harbour & Co <allies>',
  as_of: '2026-03-01T00:00:00.000Z',
  licence: 'https://creativecommons.org/licenses/by/4.0/',
  site: 'https://allies.example',
}
const ally = (name: string, more: Partial<AllyView> = {}): AllyView => ({
  id: 'aly_01hzzzzzzzzzzzzzzzzzzzzzzz',
  kind: 'organisation',
  name,
  url: null,
  category: { section: 'C', title: 'Human health services' },
  tags: ['HE210', 'ED'],
  body_kind: 'charity',
  accounts: [{ platform: 'x', handle: 'Harbour_eg', user_id: '9007199254740993', url: 'https://x.com/Harbour_eg', renamed_from: [] }],
  hashtag: null,
  hashtag_use: null,
  assured: null,
  support: { nominators: 3, chats: 2 },
  published_at: '2026-02-28T12:00:00.000Z',
  ...more,
})
const read = (rows: readonly AllyView[]): Record<string, string>[] => parse(csvHead() + csvRows(rows, taken), { columns: true })

t.test('a table keeps every value, ids beyond 2^53 among them', async (t) => {
  const [row] = read([ally('Harbour, "Food"\nand more')])
  t.match(row, {
    name: 'Harbour, "Food"\nand more',
    x_user_ids: '9007199254740993',
    handles: 'Harbour_eg',
    section: 'C',
    tags: 'HE210 ED',
    nominators: '3',
    licence: taken.licence,
    as_of: taken.as_of,
    page: 'https://allies.example/allies/aly_01hzzzzzzzzzzzzzzzzzzzzzzz',
  })
  t.match(csvHead(), /^id,kind,name.*\r\n$/)
  t.equal(csvRows([], taken), '')
})

t.test('no cell begins as a spreadsheet would begin to compute, and nothing else is changed', async (t) => {
  for (const sign of ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
    const [row] = read([ally(`${sign}1+1`)])
    t.equal(row?.name, `'${sign}1+1`, JSON.stringify(sign))
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
      const [row] = read([ally(name)])
      return row?.name === name || row?.name === `'${name}`
    }),
  )
})

const self = { atom: 'https://allies.example/a.atom', json: 'https://allies.example/a.json' }
const feedOf = (rows: readonly AllyView[]) => additions(rows, { title: 'New', self, taken })

t.test('feeds are well-formed whatever a name holds, keep their ids, and are the same bytes for the same entries', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
      const atom = feedOf([ally(name || 'x')]).atom()
      const parser = new SaxesParser()
      let failed: Error | null = null
      parser.on('error', (error) => {
        failed = error
      })
      parser.write(atom).close()
      return failed === null && JSON.parse(feedOf([ally(name)]).json()) !== null
    }),
  )
  const feed = feedOf([ally('Harbour <script>alert(1)</script>')])
  t.equal(feed.atom(), feedOf([ally('Harbour <script>alert(1)</script>')]).atom())
  t.match(feed.atom(), /<id>https:\/\/allies\.example\/allies\/aly_01hzzzzzzzzzzzzzzzzzzzzzzz<\/id>/)
  const json = JSON.parse(feed.json()) as { version: string; feed_url: string; items: { id: string; content_html: string; date_published: string }[] }
  t.equal(json.version, 'https://jsonfeed.org/version/1.1')
  t.match(json, { authors: [{ name: taken.community }] })
  t.match(json.items[0], { id: 'https://allies.example/allies/aly_01hzzzzzzzzzzzzzzzzzzzzzzz', date_published: '2026-02-28T12:00:00.000Z' })
  t.notMatch(json.items[0]?.content_html, /<script/)
  t.match(json.items[0], { title: 'Harbour <script>alert(1)</script>' }, 'a title of JSON Feed is plain')
  t.notMatch(feed.atom(), /<script/, 'what is in an entry of Atom is HTML')
  t.match(feed.atom(), /Harbour &lt;script&gt;/)
})

t.test('linked data written part by part is one JSON object, and cannot leave its script element', async (t) => {
  const rows = [ally('</script><!-- \u2028'), ally('#Food', { kind: 'hashtag', accounts: [], hashtag: { tag: 'Food', url: 'https://x.com/hashtag/food' } })]
  const whole = itemList.head('Allies', taken) + rows.map((row, i) => itemList.item(row, i + 1, taken)).join(',') + itemList.tail
  const read = JSON.parse(whole) as { '@type': string; license: string; itemListElement: { position: number; item: Record<string, unknown> }[] }
  t.match(read, { '@type': 'ItemList', license: taken.licence })
  t.same(
    read.itemListElement.map(({ position, item }) => [position, item['@type'], item.sameAs]),
    [
      [1, 'Organization', ['https://x.com/Harbour_eg']],
      [2, 'DefinedTerm', ['https://x.com/hashtag/food']],
    ],
  )
  t.notMatch(inScript(whole), /<|\u2028/)
  t.same(JSON.parse(inScript(whole)), read)
})

t.test('a chat keeps its UID, an edit raises its SEQUENCE, and its hour in New York is the same on both sides of the change of clocks', async (t) => {
  const event = {
    id: 'cht_1',
    version: 1,
    created_at: '2026-01-01T00:00:00.000Z',
    summary: '#SWHelper: allies; and, more',
    description: 'Q1 Who?\nQ2 Why?',
    url: 'https://allies.example/n',
    timezone: 'America/New_York',
  }
  const write = (events: Parameters<typeof calendar>[0]) =>
    calendar(events, { name: 'Chats', host: 'allies.example', url: 'https://allies.example', now: new Date('2026-01-01') })
  // 15:00 in New York before and after 8 March 2026.
  const before = { ...event, starts_at: '2026-03-01T20:00:00.000Z', ends_at: '2026-03-01T21:00:00.000Z' }
  const after = { ...event, id: 'cht_2', version: 3, starts_at: '2026-03-08T19:00:00.000Z', ends_at: '2026-03-08T20:00:00.000Z' }
  const text = write([before, after])
  t.match(text, /BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/)
  t.match(text, /UID:cht_1@allies\.example\r\nSEQUENCE:0\r\n/)
  t.match(text, /UID:cht_2@allies\.example\r\nSEQUENCE:2\r\n/)
  t.match(text, /DTSTART;TZID=America\/New_York:20260301T150000\r\n/)
  t.match(text, /DTSTART;TZID=America\/New_York:20260308T150000\r\n/)
  t.match(text, /BEGIN:DAYLIGHT\r\nDTSTART:20260308T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\nEND:DAYLIGHT/)
  t.match(text, /DTSTAMP:20260101T000000Z/, 'stamps are in UTC')
  t.notMatch(text.slice(text.indexOf('BEGIN:VTIMEZONE')), /X-PUBLISHED-TTL|REFRESH-INTERVAL/, 'what is said of the whole comes first')
  t.match(text, /SUMMARY:#SWHelper: allies\\; and\\, more/)
  t.equal(text, write([before, after]))
  t.ok(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75))
})

t.test('read as RFC 5545 says, with nothing but what stands in the file, every event of every zone is at its instant', async (t) => {
  // A quarter of all (all of them hold, in twenty seconds), and those that are known to be odd: half hours, clocks set back in spring, laws by the moon, antarctic.
  const odd = ['Australia/Lord_Howe', 'Europe/Dublin', 'Africa/Casablanca', 'Antarctica/Troll', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Chatham']
  const zones = [...new Set([...odd, ...Intl.supportedValuesOf('timeZone').filter((_, i) => i % 4 === 0)])]
  t.ok(zones.length > 100)
  const day = 86_400_000
  const wrong: string[] = []
  let [local, utc] = [0, 0]
  for (const [at, zone] of [...zones, 'UTC'].entries()) {
    // Through three years at changing hours, and every quarter of an hour around both changes of clocks of Europe and America.
    const times = Array.from({ length: 90 }, (_, i) => Date.UTC(2025, 0, 1) + i * 12 * day + ((i * 7 + at) % 24) * 3_600_000)
    for (const change of ['2026-03-08T07:00Z', '2026-11-01T06:00Z', '2026-03-29T01:00Z', '2026-10-25T01:00Z'])
      for (let quarter = -9; quarter <= 9; quarter++) times.push(Date.parse(change) + quarter * 900_000)
    const events = times.map((time, i) => ({
      id: `cht_${i}`,
      version: 1,
      created_at: '2025-01-01T00:00:00.000Z',
      summary: 'x',
      description: '',
      url: 'https://allies.example/',
      timezone: zone,
      starts_at: new Date(time).toISOString(),
      ends_at: new Date(time + 3_600_000).toISOString(),
    }))
    const text = calendar(events, { name: 'n', host: 'h', url: 'https://allies.example', now: new Date('2025-01-01') })
    const asUtc = (clock: string) => Date.parse(clock.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?$/, '$1-$2-$3T$4:$5:$6Z'))
    const ms = (offset: string) =>
      Number(`${offset[0]}1`) * (Number(offset.slice(1, 3)) * 3600 + Number(offset.slice(3, 5)) * 60 + Number(offset.slice(5) || 0)) * 1000
    const observances = [...text.matchAll(/BEGIN:(?:STANDARD|DAYLIGHT)\r\nDTSTART:(\w+)\r\nTZOFFSETFROM:(\S+)\r\nTZOFFSETTO:(\S+)\r\n/g)].map(
      ([, onset = '', from = '', to = '']) => ({
        onset: asUtc(onset),
        from: ms(from),
        to: ms(to),
      }),
    )
    /** Each offset that would show these clocks and holds then; the first of two is meant (§3.3.5). */
    const instantOf = (clock: string) => {
      const shown = asUtc(clock)
      return observances
        .map((one, i) => ({
          instant: shown - one.to,
          since: one.onset - one.from,
          until: observances[i + 1] ? (observances[i + 1]?.onset ?? 0) - (observances[i + 1]?.from ?? 0) : Infinity,
        }))
        .filter(({ instant, since, until }) => instant >= since && instant < until)
        .map(({ instant }) => instant)
        .sort((a, b) => a - b)[0]
    }
    for (const [n, start] of [...text.matchAll(/^DTSTART(;TZID=[^:]+)?:(\S+)\r$/gm)].filter(({ index }) => index > text.indexOf('BEGIN:VEVENT')).entries()) {
      const [, zoned, clock = ''] = start
      if (zoned) local++
      else utc++
      const instant = zoned ? instantOf(clock) : asUtc(clock)
      if (instant !== times[n]) wrong.push(`${zone} ${clock}: ${instant} instead of ${times[n]}`)
    }
  }
  t.same(wrong.slice(0, 5), [])
  t.ok(local > 15_000 && utc > 100 && utc < local / 40, `${local} in the time of their zone, ${utc} in UTC`)
})
