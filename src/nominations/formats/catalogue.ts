// ◆ pure
/** The formats for people: openapi/formats.md and the page /formats are made from this one text. In it, `code` and **strong** are marked as in Markdown. */

export interface FormatEntry {
  name: string
  told_by: string
  needs: string
  loses: string
}

export const FORMATS: readonly FormatEntry[] = [
  {
    name: 'Pasted chat, any text',
    told_by: 'none of the others',
    needs: 'lines that begin with an author (see below), or prose',
    loses: 'without author lines everything counts as named once, by the document',
  },
  {
    name: 'X API v2 answer, or one a line',
    told_by: '`data`, `includes`, `meta`',
    needs: '`author_id` expansion for handles',
    loses: 'authors who are not in `includes` are counted by id',
  },
  { name: 'twarc2 pages, twarc2 flattened', told_by: 'the same with `__twarc`, or `author` in each post', needs: '', loses: '' },
  {
    name: 'twarc-csv',
    told_by: 'dotted columns, `author.username` or `referenced_tweets…`',
    needs: 'id, text',
    loses: 'cells with JSON are not read: names are found in the text',
  },
  {
    name: 'v1.1 posts, one a line or an array',
    told_by: '`id_str` and `user`',
    needs: '`full_text`, `text` or `extended_tweet`',
    loses: 'numeric `id` is not trusted',
  },
  {
    name: 'X download: `tweets.js`, `tweet.js`, `tweets-partN.js`',
    told_by: '`window.YTD.tweets.part0 =`',
    needs: 'a zip with `account.js` to know whose posts they are',
    loses: 'posts of others; without `account.js` the file is one voice',
  },
  {
    name: 'TAGS, commas or tabs',
    told_by: 'columns `id_str`, `from_user`, `text`',
    needs: '`status_url` where a spreadsheet has damaged the ids',
    loses: 'line breaks, where it was saved with tabs; `time` is not read',
  },
  { name: 'Social Feed Manager CSV', told_by: '`screen_name` (or `user_screen_name`), an id, `text`', needs: '', loses: '' },
  {
    name: 'Apify JSON or CSV',
    told_by: '`author.userName` (CSV: `author/userName`), or `postText` and `authorHandle`',
    needs: 'text and author',
    loses: 'names differ from actor to actor: use a mapping where they are not known',
  },
  {
    name: 'Nitter RSS',
    told_by: '`<rss>`, items with the address of a post',
    needs: '`dc:creator`',
    loses: 'quoted posts, pictures; a feed holds the newest posts only',
  },
  {
    name: 'any other table',
    told_by: '`--map`, or the columns named on the desk; by itself where each row says who wrote it with its @',
    needs: '`--map text=Body,author=User,time=Date,id=Id`; `text` alone is enough. An author may be a handle, the address of a profile, or `Bo Lee (@bo_eg)`',
    loses: 'replies and retweets are told by the text alone; without an author each row is a voice of its own',
  },
]

export const RULES: readonly string[] = [
  '**Author lines** of a pasted chat: `@ann: words`, `@ann - words`, `Ann Lee (@ann): words`; with a time anywhere before the words: `[19:05] @ann: words`, `19:05 Ann @ann | words`, `@ann (7:05 pm): words`; `<ann> words` and `19:05 <ann> words`; messengers: `30/03/2014, 19:05 - Ann: words`; on a line of its own with the words below: `Ann Lee @ann · 3h`, `@ann:`, `Ann — Today at 7:05 PM`, and pages of X, where name, handle, `·` and time stand on four lines; a name, below it the time and below that the words; `ann A1 words 7:05 PM`, with the time at either end or behind the name, where the marks of the answers show that it is a chat; `words — Ann (@ann) March 30, 2014`, with which an embedded post ends. The names below or beside `Replying to` are no nominations. `<ann>` is only a name, unless others speak to `@ann`.',
  '**A summary** of a chat (`Wrap-up`, `Allies named tonight:`), by its host, by somebody else or below the last post, names once more what people said: its names are shown with that reason and count for nobody. `A1&2`, `A1 & A2`, `A1/2` and `A1-3` answer all the questions that they name; the nomination stands under the first of them that asks for nominations, and its reason names them all.',
  '**In doubt**, as with `@name: words` without a time, without `A1` or `Q1` and without anybody who speaks twice, the text is read as a document, and the name that a line begins with is left for a person to decide: it may be who wrote it. In a list below a heading (`Organisations to follow:`) it counts.',
  '**Tables** may be separated by commas, tabs or semicolons, with or without a byte order mark, with line breaks in quoted cells. Columns are found by name. A row that is broken is listed by its line and costs no other row. One whose columns are not known is refused with their names and what they may be, as in `--map text=Reply,author=Nickname`; the desk fills it in.',
  '**Ids** are text throughout. One that was rounded (`4.50348E+17`, or zeros at the end) is recovered from the address of the post, or else left out.',
  "**Times** come from the id where there is one (to the millisecond), else from the file: X's own shapes and ISO 8601, UTC where no zone is given. Other shapes are not guessed at; the post then counts for the start of the chat.",
  '**HTML** (`&amp;`) is unescaped once, before names are looked for. The same post twice is read once. A retweet is no support.',
  "**Scraping** breaks X's terms: Apify files are read, with a note that says so.",
  '**Direct messages** are refused, by what stands in them and by the names of files and folders, and so is an X download that carries them, whole: take `tweets.js` and `account.js` out of it, and zip these two. Of `account.js` only handle and id are read, never the e-mail address. What it holds is parsed as data and never run.',
]

export const LIMITS =
  'Limits: 64 MB unpacked (no limit where each line of a file is a post, or a page of posts), at most 100 times what it was packed, 10,000 files in a zip of which one is read (or up to 20 parts of an X download), no archive inside another, 32 levels of JSON or XML, 5,000 columns, 500,000 lines of a table, 100,000 lines and 8 MB of pasted text, 1 MB a row, 8 MB a line. A feed may not declare a document type. Encrypted zips, PDF, office documents, UTF-16 and tar are refused by name.'

const WIDTH = 150

/** Broken between words, as a person would write it. */
function wrap(text: string, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && longer.length + indent.length > WIDTH) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].join(`\n${indent}`)
}

/** openapi/formats.md, byte for byte. */
export const formatsDocument = (): string => `# Formats of archives

${wrap('What `allies import FILE`, the desk and `POST /api/v1/imports` read. The format is told from the content; names of files do not matter. Each may come packed with gzip or zip. A preview (`--dry-run` in the terminal) shows the format, what would be collected, and each line that could not be read, before anything is stored.')}

| format | told by | needs | loses |
|---|---|---|---|
${FORMATS.map(({ name, told_by, needs, loses }) => `| ${[name, told_by, needs, loses].join(' | ')} |`.replaceAll(/\| {2}(?=\|)/g, '| ')).join('\n')}

${RULES.map((rule) => `- ${wrap(rule, '  ')}`).join('\n')}

${wrap(LIMITS)}
`
