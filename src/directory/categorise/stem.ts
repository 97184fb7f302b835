// ◆ pure
/**
 * Porter's suffix stripping (M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980), so that "housing", "housed" and
 * "houses" are one feature. Written from the paper's rules.
 */

const isVowel = (word: string, at: number): boolean => {
  const letter = word[at] ?? ''
  if ('aeiou'.includes(letter)) return letter !== ''
  return letter === 'y' && at > 0 && !isVowel(word, at - 1)
}

/** The number of vowel-consonant sequences, the paper's m. */
function measure(stem: string): number {
  let count = 0
  let before = false
  for (let at = 0; at < stem.length; at++) {
    const vowel = isVowel(stem, at)
    if (before && !vowel) count++
    before = vowel
  }
  return count
}

const hasVowel = (stem: string): boolean => {
  for (let at = 0; at < stem.length; at++) if (isVowel(stem, at)) return true
  return false
}

const endsDouble = (word: string): boolean => word.length > 1 && word.at(-1) === word.at(-2) && !isVowel(word, word.length - 1)

const endsCvc = (word: string): boolean => {
  const end = word.length - 1
  return end >= 2 && !isVowel(word, end) && isVowel(word, end - 1) && !isVowel(word, end - 2) && !'wxy'.includes(word[end] ?? '')
}

const STEP2: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['abli', 'able'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['isation', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
]
const STEP3: readonly (readonly [string, string])[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
]
const STEP4 = 'al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize'.split(' ').sort((a, b) => b.length - a.length)

function replaceSuffix(word: string, rules: readonly (readonly [string, string])[]): string {
  let found: readonly [string, string] | null = null
  for (const rule of rules) if (word.endsWith(rule[0]) && rule[0].length > (found?.[0].length ?? 0)) found = rule
  if (!found) return word
  const stem = word.slice(0, -found[0].length)
  return measure(stem) > 0 ? stem + found[1] : word
}

function step1(given: string): string {
  let word = given
  if (word.endsWith('sses') || word.endsWith('ies')) word = word.slice(0, -2)
  else if (word.endsWith('s') && !word.endsWith('ss')) word = word.slice(0, -1)
  if (word.endsWith('eed')) {
    if (measure(word.slice(0, -3)) > 0) word = word.slice(0, -1)
  } else {
    const cut = word.endsWith('ed') ? 2 : word.endsWith('ing') ? 3 : 0
    const stem = cut > 0 ? word.slice(0, -cut) : ''
    if (cut > 0 && hasVowel(stem)) {
      if (/(?:at|bl|iz)$/.test(stem)) word = `${stem}e`
      else if (endsDouble(stem) && !/[lsz]$/.test(stem)) word = stem.slice(0, -1)
      else word = measure(stem) === 1 && endsCvc(stem) ? `${stem}e` : stem
    }
  }
  return word.endsWith('y') && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word
}

function step4(word: string): string {
  const suffix = STEP4.find((end) => word.endsWith(end))
  if (!suffix) return word
  const stem = word.slice(0, -suffix.length)
  if (measure(stem) <= 1 || (suffix === 'ion' && !/[st]$/.test(stem))) return word
  return stem
}

function step5(given: string): string {
  let word = given
  if (word.endsWith('e')) {
    const stem = word.slice(0, -1)
    const m = measure(stem)
    if (m > 1 || (m === 1 && !endsCvc(stem))) word = stem
  }
  return measure(word) > 1 && word.endsWith('ll') ? word.slice(0, -1) : word
}

/** The stem of a lower-case word; anything but plain English letters, and words of one or two letters, stay as they are. */
export function stem(word: string): string {
  if (word.length <= 2 || !/^[a-z]+$/.test(word)) return word
  return step5(step4(replaceSuffix(replaceSuffix(step1(word), STEP2), STEP3)))
}
