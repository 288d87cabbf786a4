// What is like a picture: similar ones, near-duplicates with their paths, and why it was found.
import { el } from './dom.js'
import { nameOf, visible } from './names.js'
import { printFilter } from './query-printer.js'
import { sizeText } from './details.js'
import { thumbnailOf } from './urls.js'

const searchPath = (parameters) => `search?${new URLSearchParams(parameters)}`

/** A small picture that opens; one that cannot be shown is left out. */
function thumb(match, onOpen) {
  const button = el('button', { type: 'button', class: 'alike-thumb', 'on:click': () => onOpen(match.id) },
    el('img', { src: thumbnailOf(match, 256), alt: visible(nameOf(match.path)), loading: 'lazy', 'on:error': () => button.remove() }))
  return button
}

/** The strip of similar ones. */
export async function similarStrip(id, { getJSON, signal, onOpen }) {
  const { matches } = await getJSON(`images/${id}/similar?limit=12`, { signal })
  if (matches.length === 0) return null
  return section('Similar', el('div', { class: 'alike-strip' }, ...matches.map((match) => thumb(match, onOpen))))
}

/**
 * Near-duplicates, with their paths. The nearest to the picture that a search which collapses copies leaves out
 * are those that it hides behind its first match.
 */
export async function nearDuplicates(id, { getJSON, signal, onOpen }) {
  const [all, collapsed] = await Promise.all(['', ' duplicates:picture'].map((option) =>
    getJSON(searchPath({ q: `id:${id}${option}`, limit: 60 }), { signal })))
  const first = collapsed.matches[0]
  if (!first?.hidden) return null
  const shown = new Set(collapsed.matches.map((match) => match.id))
  const copies = all.matches.filter((match) => !shown.has(match.id)).slice(0, first.hidden)
  const others = [first, ...copies].filter((match) => match.id !== id)
  return section('Near-duplicates', el('ul', { class: 'alike-copies' }, ...others.map((match) =>
    el('li', {}, thumb(match, onOpen),
      el('div', {}, el('bdi', {}, visible(match.path)), el('small', {}, `${match.width ? `${match.width} × ${match.height}, ` : ''}${sizeText(match.size)}`))))))
}

/** A picture that was brought is in the page alone: the server cannot be asked about it by its name. */
const isBrought = (query) => /(^|[\s+-])([\d.]+:)?(picture:|\.{0,2}\/|~\/)/.test(query)

/** Why a picture was found: what each term of the query adds, and what it seems to show. */
export async function reasons(match, query, asking) {
  const isAsked = match.distance != null && !isBrought(query)
  // Narrowed to its name, as each explanation costs the server a little.
  const text = isAsked ? `${query} ${printFilter('name', nameOf(match.path))}` : `id:${match.id}`
  const { terms, descriptions } = await explanation(match.id, text, asking) ?? {}
  if (!terms) return null
  return section(isAsked ? 'Why it was found' : 'What it seems to show',
    isAsked && el('ul', { class: 'alike-terms' }, ...terms.map(({ term, contribution }) =>
      el('li', {}, el('bdi', {}, visible(term)), el('span', {}, `${contribution < 0 ? '−' : '+'}${Math.abs(contribution).toFixed(3)}`)))),
    descriptions.length > 0 && el('p', {}, 'It looks like: ', descriptions.slice(0, 5).join('; ')))
}

async function explanation(id, text, { getJSON, signal }) {
  const { matches } = await getJSON(searchPath({ q: text, limit: 20, explain: true }), { signal })
  return matches.find((match) => match.id === id)?.explanation
}

const section = (title, ...children) => el('section', {}, el('h3', {}, title), ...children)
