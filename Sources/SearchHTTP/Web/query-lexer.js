// Cuts the text of a query into tokens (docs/query-language.md has the grammar). Positions count UTF-16 units here.
import { keys, lower, nearestKey, optionCodes } from './query-keys.js'

/** A text that is no query: `code` names the part that is wrong, `position` the place, or undefined for the whole. */
export class QueryError extends Error {
  constructor(code, position) {
    super(code)
    Object.assign(this, { name: 'QueryError', code, position })
  }
}

/** Unicode's White_Space, which JavaScript's \s is not. */
export const space = '\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
export const number = '(?:[0-9]+(?:\\.[0-9]+)?|\\.[0-9]+)'
const patterns = {
  spaces: new RegExp(`[${space}]*`, 'yu'),
  word: new RegExp(`[^${space}]*`, 'yu'),
  sign: new RegExp(`[+-](?![+-])`, 'yu'),
  alone: new RegExp(`[${space}]|$`, 'yu'),
  weight: new RegExp(`(${number}):(?=[^0-9${space}])`, 'yu'),
  key: /([a-zA-Z]+):/yu,
  escape: /\\(?:(["\\])|u\{([0-9a-fA-F]{1,6})\})/yu,
}
const partSuffix = /^([^]*)(@[-.,0-9]*)$/u
const wholePart = new RegExp(`^@(${number}),(${number}),(${number}),(${number})$`)
const idForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const isPath = (word) => ['./', '../', '/', '~/'].some((start) => word.startsWith(start) && word.length > start.length)

/** Splits the part of a picture off its name: `sofa@0,0,.5,1`. A name may hold an @ itself. */
export function partOf(name) {
  const match = partSuffix.exec(name)
  return match && match[2].includes(',') ? [match[1], match[2]] : [name, '']
}

/** The tokens of a text, one at a time. */
export class Lexer {
  constructor(text) { Object.assign(this, { text, at: 0 }) }

  take(pattern) {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (match) this.at = pattern.lastIndex
    return match
  }

  /** @returns {{is: string, position: number, sign: number|null, weight: number|null, note: object|null}|null} */
  next() {
    this.take(patterns.spaces)
    if (this.at >= this.text.length) return null
    const token = { position: this.at, sign: null, weight: null, note: null }
    const sign = this.take(patterns.sign)
    if (sign) {
      token.sign = sign[0] === '+' ? 1 : -1
      if (this.take(patterns.alone)) return { ...token, is: 'sign' }
    }
    const weight = this.take(patterns.weight)
    if (weight) token.weight = Number(weight[1])
    return placed(token.position, () => Object.assign(token, this.body(token)))
  }

  body(token) {
    if (this.text[this.at] === '"') return { is: 'words', words: this.quoted() }
    const start = this.at, key = this.take(patterns.key)
    if (key && keys.includes(lower(key[1]))) return this.option(lower(key[1]))
    this.at = start
    const meant = key && nearestKey(key[1])
    const note = meant ? { typed: key[1], meant, position: token.position } : null
    return { ...bareWord(this.take(patterns.word)[0], token), note }
  }

  option(key) {
    const isPicture = key === 'id' || key === 'picture'
    if (this.text[this.at] === '"') {
      const value = this.quoted(), suffix = this.take(patterns.word)[0]
      if (isPicture) return picture(key, value, suffix)
      if (suffix) throw new QueryError('text')
      return { is: 'option', key, value }
    }
    const value = this.take(patterns.word)[0]
    if (isPicture) return picture(key, ...partOf(value))
    if (!value) throw new QueryError(optionCodes[key] ?? 'filter')
    return { is: 'option', key, value }
  }

  quoted() {
    const start = this.at++
    let content = ''
    while (this.at < this.text.length) {
      const char = String.fromCodePoint(this.text.codePointAt(this.at))
      if (char === '"') { this.at++; return content }
      content += this.escaped() ?? this.plain(char)
    }
    throw new QueryError('text', start)
  }

  escaped() {
    const start = this.at, match = this.take(patterns.escape)
    if (!match) return null
    if (match[1]) return match[1]
    const scalar = parseInt(match[2], 16)
    if (scalar < 0x110000 && (scalar < 0xd800 || scalar > 0xdfff)) return String.fromCodePoint(scalar)
    this.at = start
    return null
  }

  plain(char) {
    this.at += char.length
    return char
  }
}

function bareWord(word, { sign, weight }) {
  if (isPath(word)) return picture('picture', ...partOf(word))
  const isBare = weight === null
  if (isBare && sign === null && lower(word) === 'likely') return { is: 'likely' }
  if (isBare && sign !== 1 && lower(word) === 'fav') return { is: 'fav' }
  return { is: 'words', words: word }
}

/** Gives the errors of a token the token's place, where they name none. */
export function placed(position, make) {
  try {
    return make()
  } catch (error) {
    if (error instanceof QueryError && error.position === undefined) throw new QueryError(error.code, position)
    throw error
  }
}

function picture(key, name, suffix) {
  const term = { [key]: key === 'id' ? lower(name) : name }
  if (suffix) {
    const part = wholePart.exec(suffix)?.slice(1).map(Number)
    const fits = part && part[2] > 0 && part[3] > 0 && part[0] + part[2] <= 1 + 1e-9 && part[1] + part[3] <= 1 + 1e-9
    if (!fits) throw new QueryError('part')
    term.part = part
  }
  if (!name && key === 'picture') throw new QueryError('picture')
  if (key === 'id' && !idForm.test(term.id)) throw new QueryError('id')
  return { is: 'picture', term }
}
