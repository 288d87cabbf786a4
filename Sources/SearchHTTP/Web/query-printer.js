// Prints a query as its one canonical text, which is read as the same query again.
import { conditions } from './query-keys.js'
import { Lexer, isPath, partOf, space } from './query-lexer.js'
import { showNumber } from './query-values.js'

const control = /[\0-\x1f\x7f-\x9f\u2028\u2029]/
const escaped = new RegExp(control, 'g')
const anySpace = new RegExp(`[${space}]`)

const quoted = (text) =>
  `"${text.replace(/["\\]/g, '\\$&').replace(escaped, (char) => `\\u{${char.codePointAt(0).toString(16)}}`)}"`

const isBare = (text) => text !== '' && text[0] !== '"' && !anySpace.test(text) && !control.test(text)

/** Whether words are read as the same words when no quotes stand around them. */
function isPlain(words, weight) {
  if (control.test(words)) return false
  const lexer = new Lexer(weight + words), read = []
  try {
    for (let token = lexer.next(); token; token = lexer.next()) {
      const hasOwnWeight = (token.weight !== null) !== (read.length === 0 && weight !== '')
      if (token.is !== 'words' || token.sign !== null || hasOwnWeight || token.note) return false
      read.push(token.words)
    }
  } catch {
    return false
  }
  return read.join(' ') === words
}

/** One term without its sign, such as `2:red sofa`. */
function printTerm(term) {
  const size = Math.abs(term.weight ?? 1)
  const weight = size === 1 ? '' : `${showNumber(size)}:`
  const part = term.part ? `@${term.part.map(showNumber).join(',')}` : ''
  if ('words' in term) return weight + (isPlain(term.words, weight) ? term.words : quoted(term.words))
  if ('id' in term) return `${weight}id:${term.id}${part}`
  const name = term.picture
  if (!isBare(name) || partOf(name)[1]) return `${weight}picture:${quoted(name)}${part}`
  return `${weight}${isPath(name) ? '' : 'picture:'}${name}${part}`
}

/** One value of a filter, such as `camera:"Pixel 7"`. */
export const printFilter = (key, value) => key === 'fav' ? 'fav' : `${key}:${isBare(value) ? value : quoted(value)}`

function printTerms(terms) {
  const texts = terms.map((term, index) => {
    const sign = (term.weight ?? 1) < 0 ? '- ' : index > 0 ? '+ ' : ''
    return sign + printTerm(term)
  })
  return texts.join(' ')
}

function printFilters(group, minus) {
  const texts = conditions.flatMap((key) => (group?.[key] ?? []).map((value) => minus + printFilter(key, value)))
  return group?.fav ? [...texts, `${minus}fav`] : texts
}

/** @param {import('./query.js').Query} query */
export function print(query) {
  return [
    ...(query.terms?.length ? [printTerms(query.terms)] : []),
    ...printFilters(query.filter, ''), ...printFilters(query.not, '-'),
    ...(query.sort ? [`sort:${query.sort}`] : []),
    ...(query.likely ? ['likely'] : []),
    ...(query.duplicates ? [`duplicates:${query.duplicates}`] : []),
    ...(query.limit ? [`limit:${query.limit}`] : []),
  ].join(' ')
}
