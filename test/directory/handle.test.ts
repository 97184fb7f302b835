import fc from 'fast-check'
import t from 'tap'
import { foldHandle, foldHashtag, parseTarget, readLink } from '../../src/directory/handle.js'

const key = (raw: string) => {
  const parsed = parseTarget(raw)
  return parsed.ok ? `${parsed.target.kind === 'account' ? '@' : '#'}${parsed.target.key}` : null
}
const reason = (raw: string) => {
  const parsed = parseTarget(raw)
  return parsed.ok ? '' : parsed.reason
}

t.test('every spelling of an account gives one key', async (t) => {
  const spellings = [
    '@HarbourFood_eg',
    '@harbourfood_EG',
    ' @HarbourFood_eg ',
    '.@HarbourFood_eg,',
    '(@HarbourFood_eg).',
    '“@HarbourFood_eg”',
    "@HarbourFood_eg's",
    '＠ＨａｒｂｏｕｒＦｏｏｄ＿ｅｇ',
    '\u200b@Harbour\u200bFood_eg\u202c',
    'https://x.com/HarbourFood_eg',
    'HTTPS://X.COM/HarbourFood_eg/',
    'http://www.twitter.com/HarbourFood_eg?lang=en',
    'https://mobile.twitter.com/HarbourFood_eg#top',
    'https://mobile.x.com/HarbourFood_eg?s=20&t=abc',
    'twitter.com/HarbourFood_eg',
    'x.com/@HarbourFood_eg',
    'https://twitter.com/#!/HarbourFood_eg',
    'https://x.com/HarbourFood_eg/with_replies',
    '<https://x.com/HarbourFood_eg>',
    '//x.com/HarbourFood_eg',
  ]
  for (const raw of spellings) t.equal(key(raw), '@harbourfood_eg', raw)
})

t.test('every spelling of a hashtag gives one key', async (t) => {
  for (const raw of [
    '#SWHelper',
    '#swhelper',
    '＃SWHelper',
    '#ＳＷＨｅｌｐｅｒ',
    '(#SWHelper)',
    '#SWHelper!',
    '#SW\u200bHelper',
    '“#SWHelper”',
    '#SWHelper…'.slice(0, -1),
    'https://x.com/hashtag/SWHelper',
    'twitter.com/hashtag/SWHelper?src=hashtag_click&f=live',
    'https://mobile.twitter.com/Hashtag/%53WHelper.',
  ])
    t.equal(key(raw), '#swhelper', raw)
  t.equal(key('https://x.com/hashtag/%EB%B6%80%EC%82%B0'), '#부산')
  t.equal(key('#1a'), '#1a')
  t.equal(key('#タグ'), '#タグ')
  t.equal(key('#ﾀｸﾞ'), '#タグ', 'half-width kana')
  t.equal(key('#Cafe\u0301'), key('#CAFÉ'), 'composed and decomposed')
  t.equal(key('#Straße'), '#straße')
  t.equal(key('#ΟΔΟΣ'), key('#οδοσ'), 'final sigma')
  t.equal(key('#می\u200cخواهم'), '#میخواهم', 'a joiner does not make another tag')
})

t.test('what is no account and no hashtag is refused with a reason', async (t) => {
  const refused: [string, RegExp][] = [
    ['', /empty/],
    ['@', /letters a-z/],
    ['OxfamGB', /@handle, #hashtag or a link/],
    ['Harbour Food Trust', /@handle, #hashtag or a link/],
    ['tom@example.org', /e-mail/],
    ['@CommunityHealthEG', /17 characters/],
    ['https://x.com/CommunityHealthEG', /17 characters/],
    ['@swchat_eg/allies-2013', /a list/],
    ['https://x.com/swchat_eg/lists/allies', /a list/],
    ['https://x.com/tom_eg/status/450300000000000001', /a post/],
    ['https://twitter.com/tom_eg/statuses/4503', /a post/],
    ['https://x.com/i/lists/1', /a page of X/],
    ['https://x.com/home', /a page of X/],
    ['https://twitter.com/search?q=%23swhelper', /a page of X/],
    ['https://twitter.com/search-advanced', /a page of X/],
    ['https://twitter.com/hashtag', /a page of X/],
    ['https://twitter.com/hashtag/', /a hashtag that cannot exist/],
    ['https://twitter.com/hashtag/100', /a hashtag that cannot exist/],
    ['https://twitter.com/hashtag/%ff', /a hashtag that cannot exist/],
    ['https://twitter.com/intent/user?screen_name=a', /a page of X/],
    ['https://twitter.com/share?text=a', /a page of X/],
    ['https://x.com/settings/account', /a page of X/],
    ['https://x.com/tom_eg/moments', /below a profile/],
    ['https://x.com/', /names nobody|page of X/],
    ['https://x.com', /names nobody/],
    ['https://notx.com/tom_eg', /not to a profile/],
    ['https://x.com.example.org/tom_eg', /not to a profile/],
    ['https://tom@x.com/tom_eg', /not to a profile/],
    ['https://x.com:8080/tom_eg', /not to a profile/],
    ['https://example.org/@night/volunteer', /not to a profile/],
    ['@jörg', /letters a-z/],
    ['@tom_eg @amara_eg', /letters a-z/],
    ['#100', /at least one letter/],
    ['#１００', /at least one letter/],
    ['#', /one word/],
    ['#two words', /one word/],
    ['#a#b', /one word/],
    [`#${'a'.repeat(101)}`, /at most 100/],
    ['@HarbourF…', /cut off/],
    ['#F…', /cut off/],
    [`@${'a'.repeat(10_000)}`, /too long/],
  ]
  for (const [raw, expected] of refused) t.match(reason(raw), expected, raw.slice(0, 60))
})

t.test('the display form keeps the case and loses the sign', async (t) => {
  t.same(parseTarget('@HarbourFood_eg'), {
    ok: true,
    target: {
      kind: 'account',
      key: 'harbourfood_eg',
      display: 'HarbourFood_eg',
    },
  })
  t.same(parseTarget('＃GwaithCymdeithasol'), {
    ok: true,
    target: {
      kind: 'hashtag',
      key: 'gwaithcymdeithasol',
      display: 'GwaithCymdeithasol',
    },
  })
  t.same(parseTarget('https://x.com/RightsDesk_eg?lang=en'), {
    ok: true,
    target: { kind: 'account', key: 'rightsdesk_eg', display: 'RightsDesk_eg' },
  })
})

t.test('folding a bare handle or tag', async (t) => {
  t.equal(foldHandle('@SWChat_eg'), 'swchat_eg')
  t.equal(foldHandle('SWChat_eg'), 'swchat_eg')
  t.equal(foldHandle('sixteen_letters_'), null)
  t.equal(foldHandle(''), null)
  t.equal(foldHandle('@@a'), null)
  t.equal(foldHashtag('SWHelper'), 'swhelper')
  t.equal(foldHashtag('#'), null)
  t.equal(foldHashtag('##a'), null)
  t.equal(foldHashtag('\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa'), null, 'the key counts, not the spelling: seven characters fold to more than a hundred')
})

t.test('a link read inside running text stops at the handle', async (t) => {
  t.same(readLink("https://x.com/RightsDesk_eg's"), {
    is: 'profile',
    handle: 'RightsDesk_eg',
    end: 27,
  })
  t.same(readLink('x.com/a,https://x.com/b'), {
    is: 'profile',
    handle: 'a',
    end: 7,
  })
})

// Mostly what people type, with every kind of trap mixed in.
const typed = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...'@＠#＃aZß9_/.:?…\'"( )\u200b\u200c\u202eñéタﾀﾞ゛～·Σςİ\u0301\ufdfa\ufe70ŀŉ💛') as fc.Arbitrary<string>,
    maxLength: 30,
  }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => `#${text}`),
  fc.constantFrom('https://x.com/', 'twitter.com/', '@', '#').chain((lead) => fc.string({ unit: 'binary', maxLength: 20 }).map((rest) => lead + rest)),
)

t.test('folding is idempotent and a key is always a valid target itself', async () => {
  fc.assert(
    fc.property(typed, (raw) => {
      const handle = foldHandle(raw)
      if (handle !== null) {
        if (foldHandle(handle) !== handle || key(`@${handle}`) !== `@${handle}`) return false
        if (key(`https://x.com/${handle}`) !== `@${handle}` && readLink(`https://x.com/${handle}`).is !== 'page') return false
      }
      const tag = foldHashtag(raw)
      if (tag !== null && (foldHashtag(tag) !== tag || key(`#${tag}`) !== `#${tag}`)) return false
      const parsed = parseTarget(raw)
      if (!parsed.ok) return parsed.reason.length > 0
      const { kind, key: folded, display } = parsed.target
      return (kind === 'account' ? foldHandle(display) : foldHashtag(display)) === folded
    }),
    { numRuns: 20_000 },
  )
})

t.test('case and width never matter', async () => {
  const wide = (text: string) => [...text].map((c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)).join('')
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_]{1,15}$/), (handle) => {
      const expected = handle.toLowerCase()
      return [handle, handle.toUpperCase(), wide(handle), `＠${wide(handle)}`, `@${handle}`].every((text) => foldHandle(text) === expected)
    }),
  )
})
