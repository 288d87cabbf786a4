// Reads the text of a query into its JSON form. Tests/ImageSearchTests/Queries/query-cases.json holds it to the server's parser.
import { conditions, optionCodes } from './query-keys.js'
import { Lexer, QueryError, placed, space } from './query-lexer.js'
import { print } from './query-printer.js'
import { condition, nameIn, readCount } from './query-values.js'

export { QueryError, print }

/**
 * @typedef {{words?: string, id?: string, picture?: string, part?: number[], weight?: number}} Term
 * @typedef {{terms?: Term[], filter?: object, not?: object, sort?: string, likely?: boolean, duplicates?: string, limit?: number}} Query
 */

export const mostTerms = 32
const mostScalars = 10000, mostFilters = 100, weights = [0.01, 100], limits = [1, 5000]
const onlySpace = new RegExp(`^[${space}]*$`)
const scalars = (text) => Array.from(text).length

/**
 * @param {string} text
 * @param {number|null} usualLimit the limit that goes without saying; null: none does
 * @returns {{query: Query, notes: {typed: string, meant: string, position: number}[]}}
 * @throws {QueryError} with a position in Unicode scalars
 */
export function parse(text, usualLimit = 5) {
  if (scalars(text) > mostScalars) throw new QueryError('text', mostScalars)
  try {
    const reading = new Reading(text)
    const query = reading.query(usualLimit)
    if (scalars(print(query)) > mostScalars) throw new QueryError('text')
    return { query, notes: reading.notes.map((note) => ({ ...note, position: scalars(text.slice(0, note.position)) })) }
  } catch (error) {
    if (!(error instanceof QueryError) || error.position === undefined) throw error
    throw new QueryError(error.code, scalars(text.slice(0, error.position)))
  }
}

/** The text with the key that a note tells of as it was probably meant. */
export function corrected(text, { typed, meant, position }) {
  const characters = Array.from(text), start = characters.slice(0, position).join('')
  return start + characters.slice(position).join('').replace(`${typed}:`, `${meant}:`)
}

/** What has been read of a text so far. */
class Reading {
  constructor(text) {
    Object.assign(this, { terms: [], clauses: new Map(), options: {}, notes: [], likelyAt: null, sign: 1, openSign: null, current: null })
    const lexer = new Lexer(text)
    for (let token = lexer.next(); token; token = lexer.next()) this.read(token)
    if (this.openSign !== null) throw new QueryError('text', this.openSign)
  }

  read(token) {
    if (token.note) this.notes.push(token.note)
    switch (token.is) {
      case 'sign': return this.readSign(token)
      case 'words': return this.readWords(token)
      case 'picture': return this.addTerm(token.term, token)
      case 'likely': this.likelyAt = token.position; return
      case 'fav': return this.addClause(token.sign === -1, 'fav', true)
      default: placed(token.position, () => this.readOption(token))
    }
  }

  readSign({ sign, position }) {
    if (this.openSign !== null) throw new QueryError('text', this.openSign)
    Object.assign(this, { sign, openSign: position, current: null })
  }

  readWords(token) {
    if (onlySpace.test(token.words)) throw new QueryError('query', token.position)
    if (token.sign === null && token.weight === null && this.current) {
      this.current.words += ` ${token.words}`
    } else {
      const term = this.addTerm({ words: token.words }, token)
      if (token.sign === null) this.current = term
    }
  }

  addTerm(term, { sign, weight, position }) {
    const entry = { ...term, weight: (sign ?? this.sign) * (weight ?? 1) }
    this.terms.push({ entry, position })
    this.openSign = null
    return entry
  }

  readOption({ key, value, sign, weight, position }) {
    if (weight !== null) throw new QueryError('weight')
    if (conditions.includes(key)) return this.addClause(sign === -1, ...condition(key, value))
    if (sign === -1 || Object.hasOwn(this.options, key)) throw new QueryError(optionCodes[key])
    const meant = key === 'limit' ? limitOf(value) : nameIn(key, value)
    if (meant === undefined) throw new QueryError(optionCodes[key])
    this.options[key] = { value: meant, position }
  }

  addClause(isExcluded, key, value) {
    this.clauses.set(JSON.stringify([isExcluded, key, value]), { isExcluded, key, value })
  }

  query(usualLimit) {
    const outside = this.terms.find(({ entry }) => Math.abs(entry.weight) < weights[0] || Math.abs(entry.weight) > weights[1])
    if (outside) throw new QueryError('weight', outside.position)
    if (this.terms.length > mostTerms) throw new QueryError('terms', this.terms[mostTerms].position)
    if (this.clauses.size > mostFilters) throw new QueryError('filter')
    const { sort, duplicates, limit } = this.options, hasTerms = this.terms.length > 0
    if (!hasTerms && (sort?.value === 'relevance' || this.likelyAt !== null)) throw new QueryError('order', this.likelyAt ?? sort.position)
    return {
      ...(hasTerms && { terms: this.terms.map(({ entry }) => withoutUsualWeight(entry)) }),
      ...this.group('filter', false), ...this.group('not', true),
      ...(sort && sort.value !== (hasTerms ? 'relevance' : 'newest') && { sort: sort.value }),
      ...(this.likelyAt !== null && { likely: true }),
      ...(duplicates && { duplicates: duplicates.value }),
      ...(limit && limit.value !== usualLimit && { limit: limit.value }),
    }
  }

  group(name, isExcluded) {
    const group = {}
    for (const key of [...conditions, 'fav']) {
      const values = [...this.clauses.values()].filter((clause) => clause.isExcluded === isExcluded && clause.key === key)
      if (values.length) group[key] = key === 'fav' ? true : values.map(({ value }) => value)
    }
    return Object.keys(group).length ? { [name]: group } : {}
  }
}

function limitOf(value) {
  const number = readCount(value)
  return number !== null && number >= limits[0] && number <= limits[1] ? number : undefined
}

const withoutUsualWeight = ({ weight, ...term }) => weight === 1 ? term : { ...term, weight }
