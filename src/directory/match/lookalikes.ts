// ◆ pure
/**
 * Letters of other scripts that look like a Latin one (the commonest of Unicode's confusables.txt, UTS 39), lower and upper case. Only looked up in
 * words that mix scripts, or that are wholly made of such letters beside Latin words: real Cyrillic and Greek is transliterated.
 */
const LOOKALIKES: ReadonlyMap<string, string> = pairsOf(
  'аaвbеeкkмmнhоoрpсcтtуyхxіiјjѕsԁdԛqԝwһhӏlɡgАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅSԌGαaοoνvρpτtυuιiκkχxΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXıiօoѵvգqոnսu',
)

/** Reads `abcd` as a → b, c → d. */
function pairsOf(text: string): Map<string, string> {
  const signs = [...text]
  return new Map(signs.flatMap((sign, at): [string, string][] => (at % 2 === 0 ? [[sign, signs[at + 1] ?? '']] : [])))
}

const LATIN = /\p{Script=Latin}/u
const OTHER_LOOKALIKE_SCRIPT = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u

/** A word as it looks to a reader of Latin letters. */
export const asSeen = (word: string): string => [...word].map((sign) => LOOKALIKES.get(sign) ?? sign).join('')

export interface Part {
  word: string
  /** It holds letters of another script that pass for Latin ones. */
  mixed: boolean
}

/** A text word by word, what stands between them included. */
export function partsOf(text: string): Part[] {
  if (!LATIN.test(text) || !OTHER_LOOKALIKE_SCRIPT.test(text)) return [{ word: text, mixed: false }]
  const words = text.split(/(\s+)/)
  // A real name in another script nearly always has a letter that looks like none of ours; then its short words are real too.
  const real = words.some((word) => !LATIN.test(word) && OTHER_LOOKALIKE_SCRIPT.test(asSeen(word)))
  return words.map((word) => ({ word, mixed: OTHER_LOOKALIKE_SCRIPT.test(word) && !(real && !LATIN.test(word)) }))
}

const SCRIPTS = [
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
] as const

/** Longer names are said to be mixed by their beginning. */
const MOST_READ = 400
const MOST_NAMED = 6

/** Which letters of a name pass for Latin ones, in words: `а, о (Cyrillic)`; null if none does. */
export function mixedLetters(name: string): string | null {
  const mixed = partsOf(name.slice(0, MOST_READ).normalize('NFKC'))
    .filter((part) => part.mixed)
    .map(({ word }) => word)
    .join('')
  const found = SCRIPTS.flatMap(([title, script]) => {
    const letters = [...new Set(mixed)].filter((letter) => script.test(letter))
    return letters.length === 0 ? [] : [`${letters.slice(0, MOST_NAMED).join(', ')}${letters.length > MOST_NAMED ? ' …' : ''} (${title})`]
  })
  return found.length === 0 ? null : found.join(', ')
}
