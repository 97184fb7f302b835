// ◆ pure
/**
 * Reads of a JSON text only the members that are wanted. Archives hold a few kilobytes about each post of which a few hundred bytes are looked at: to
 * make objects of the rest, and to clear them away, took more time than everything that is done with the posts.
 *
 * It takes on only what is plain: whatever is out of the ordinary (no valid JSON, a member twice, a name with an escape, tabs between members) it leaves
 * to `parseJson`, which knows and says what is wrong. What it does read, `parseJson` would have accepted and read alike (test/nominations/formats/skim.test.ts).
 */
import { MAX_DEPTH } from './lines.js'

/** Members that are wanted, of an object or of each object of an array; `{}` of what has none, or of which only its being there counts. */
export interface Wanted {
  readonly [name: string]: Wanted
}

/**
 * Members follow one another in the same order in most objects of a file. So the order is kept as a chain of steps: a name is compared to the one that
 * followed last time rather than looked up, and a chain was looked at once for a name that stands in it twice.
 */
interface Shape {
  likely: Step | null
  next: Map<string, Step>
  /** The step that led here; null where objects begin. */
  from: Step | null
  length: number
}
interface Step {
  quoted: string
  name: string
  before: Shape
  to: Shape
  inside: Plan
}
interface Plan {
  /** Null for what is passed over. */
  wanted: Wanted | null
  first: Shape
}

/** Objects of no real archive have more; a file made of different ones is left to `parseJson` instead of being learnt by heart. */
const MAX_MEMBERS = 200
const MAX_NAME = 100
const MAX_STEPS = 5000
/** A longer slice of a text keeps the whole text in memory, and its characters are slower to get at. */
const SHORT = 12

const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const SMALL_E = 0x65
const SMALL_U = 0x75
const OPEN = 0x7b
const CLOSE = 0x7d
const SPACE = 0x20

/** Within strings they are not allowed (RFC 8259 §7), and between members hardly ever used. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\u0000-\u001f]/
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const HEX = /[0-9a-fA-F]{4}/y
const ESCAPED = '"\\/bfnrt'

const shapeAfter = (length: number): Shape => ({ likely: null, next: new Map(), from: null, length })
const planFor = (wanted: Wanted | null): Plan => ({ wanted, first: shapeAfter(0) })

const UNUSUAL = new Error('to be parsed as a whole')

/** Makes a reader of texts of one kind: `{value}` with the wanted members only, or null for a text that is to be given to `parseJson`. `plain` says that a text is known to hold no control characters. What it remembers of earlier texts changes no result. */
export function skimmer(wanted: Wanted): (text: string, plain?: boolean) => { value: unknown } | null {
  const top = planFor(wanted)
  let steps = 0
  let text = ''
  let at = 0
  let depth = 0
  /** The next backslash that was not passed yet; behind the end if there is none. */
  let slash = 0

  const skipBlanks = () => {
    while (text.charCodeAt(at) === SPACE) at++
  }

  const nextSlash = (from: number) => {
    const found = text.indexOf('\\', from)
    slash = found === -1 ? text.length : found
  }

  /** Over escapes, each of which is looked at, to the mark that closes the string. `end` is the first mark in it. */
  const passEscapes = (first: number): number => {
    let end = first
    while (slash < end) {
      const code = text.charCodeAt(slash + 1)
      if (code === SMALL_U) {
        HEX.lastIndex = slash + 2
        if (!HEX.test(text)) throw UNUSUAL
      } else if (!ESCAPED.includes(text.charAt(slash + 1))) throw UNUSUAL
      if (slash + 1 === end) end = text.indexOf('"', end + 1)
      if (end === -1) throw UNUSUAL
      nextSlash(slash + 2)
    }
    return end
  }

  /** From one mark to behind the other. @returns whether an escape stands in between */
  const passString = (): boolean => {
    const end = text.indexOf('"', at + 1)
    if (end === -1) throw UNUSUAL
    const escaped = slash < end
    at = (escaped ? passEscapes(end) : end) + 1
    return escaped
  }

  const passNumber = () => {
    let end = text.charCodeAt(at) === MINUS ? at + 1 : at
    const first = text.charCodeAt(end)
    if (!(first >= ZERO && first <= NINE)) throw UNUSUAL
    end++
    if (first !== ZERO) while (text.charCodeAt(end) >= ZERO && text.charCodeAt(end) <= NINE) end++
    const next = text.charCodeAt(end)
    if (next === DOT || (next | SPACE) === SMALL_E) {
      NUMBER.lastIndex = at
      NUMBER.test(text)
      end = NUMBER.lastIndex
    }
    at = end
  }

  const passWord = (word: string) => {
    if (!text.startsWith(word, at)) throw UNUSUAL
    at += word.length
  }

  /** A member that no object began like this with before. */
  const newStep = (shape: Shape, quoted: string, plan: Plan): Step => {
    const name = quoted.slice(1, -1)
    if (steps === MAX_STEPS || shape.length === MAX_MEMBERS || name === '__proto__' || name.includes('\\')) throw UNUSUAL
    for (let step = shape.from; step !== null; step = step.before.from) if (step.name === name) throw UNUSUAL
    steps++
    const to = shapeAfter(shape.length + 1)
    const wanted = plan.wanted !== null && Object.hasOwn(plan.wanted, name) ? (plan.wanted[name] ?? null) : null
    const step = { quoted, name, before: shape, to, inside: planFor(wanted) }
    to.from = step
    shape.next.set(quoted, step)
    return step
  }

  /** The member whose name begins here, if it is not the one that was to be expected. */
  const otherStep = (shape: Shape, plan: Plan): Step => {
    const end = text.charCodeAt(at) === QUOTE ? text.indexOf('"', at + 1) : -1
    if (end === -1 || end - at > MAX_NAME) throw UNUSUAL
    const found = text.slice(at, end + 1)
    // What is kept is a copy: a slice would keep the text.
    const step = shape.next.get(found) ?? newStep(shape, [...found].join(''), plan)
    shape.likely = step
    return step
  }

  /** From the name of a member to its value. */
  const takeName = (shape: Shape, plan: Plan): Step => {
    const { likely } = shape
    const step = likely !== null && text.startsWith(likely.quoted, at) ? likely : otherStep(shape, plan)
    at += step.quoted.length
    if (text.charCodeAt(at) === SPACE) skipBlanks()
    if (text.charCodeAt(at) !== COLON) throw UNUSUAL
    at++
    if (text.charCodeAt(at) === SPACE) skipBlanks()
    return step
  }

  /** Behind a comma, true; behind the closing sign, false. */
  const goesOn = (close: number): boolean => {
    if (text.charCodeAt(at) === SPACE) skipBlanks()
    const sign = text.charCodeAt(at++)
    if (sign === close) return false
    if (sign !== COMMA) throw UNUSUAL
    if (text.charCodeAt(at) === SPACE) skipBlanks()
    return true
  }

  /** Into an object or a list. @returns whether it holds anything */
  const enter = (close: number): boolean => {
    if (++depth > MAX_DEPTH) throw UNUSUAL
    at++
    if (text.charCodeAt(at) === SPACE) skipBlanks()
    if (text.charCodeAt(at) !== close) return true
    at++
    return false
  }

  const pass = (plan: Plan) => {
    const code = text.charCodeAt(at)
    if (code === QUOTE) passString()
    else if (code === OPEN) {
      if (enter(CLOSE)) {
        let shape = plan.first
        do {
          const step = takeName(shape, plan)
          pass(step.inside)
          shape = step.to
        } while (goesOn(CLOSE))
      }
      depth--
    } else if (code === OPEN_LIST) {
      if (enter(CLOSE_LIST))
        do {
          pass(plan)
        } while (goesOn(CLOSE_LIST))
      depth--
    } else if (code === 0x74) passWord('true')
    else if (code === 0x66) passWord('false')
    else if (code === 0x6e) passWord('null')
    else passNumber()
  }

  const take = (plan: Plan): unknown => {
    const code = text.charCodeAt(at)
    const start = at
    if (code === OPEN) {
      const out: Record<string, unknown> = {}
      if (enter(CLOSE)) {
        let shape = plan.first
        do {
          const step = takeName(shape, plan)
          if (step.inside.wanted === null) pass(step.inside)
          else out[step.name] = take(step.inside)
          shape = step.to
        } while (goesOn(CLOSE))
      }
      depth--
      return out
    }
    if (code === OPEN_LIST) {
      const out: unknown[] = []
      if (enter(CLOSE_LIST))
        do {
          out.push(take(plan))
        } while (goesOn(CLOSE_LIST))
      depth--
      return out
    }
    if (code === QUOTE) {
      const escaped = passString()
      return escaped || at - start - 2 > SHORT ? JSON.parse(text.slice(start, at)) : text.slice(start + 1, at - 1)
    }
    pass(plan)
    return code === 0x74 ? true : code === 0x66 ? false : code === 0x6e ? null : Number(text.slice(start, at))
  }

  return (given, plain = false) => {
    if (!plain && CONTROLS.test(given)) return null
    text = given
    at = 0
    depth = 0
    try {
      nextSlash(0)
      skipBlanks()
      const value = take(top)
      skipBlanks()
      return at === given.length ? { value } : null
    } catch (error) {
      if (error !== UNUSUAL) throw error
      return null
    } finally {
      text = ''
    }
  }
}
