// What is like a picture: similar ones, near-duplicates with their paths, and why it was found.
import { el, icon } from './dom.js'
import { nameOf, visible } from './names.js'
import { picturesOf } from './pictures.js'
import { parse } from './query.js'
import { print } from './query-printer.js'
import { request } from './search.js'
import { sizeText } from './details.js'
import { thumbnailOf } from './urls.js'

/** How many similar ones are shown, and how many near-duplicates are looked for. */
const strip = 12, most = 60

const search = (text, limit, { signal }, more) => request({ text, pictures: new Map(), ...more }, limit, null, signal)

/** A small picture that opens; one that cannot be shown is left out. */
function thumb(match, onOpen) {
  const button = el('button', { type: 'button', class: 'alike-thumb', 'on:click': () => onOpen(match.id) },
    el('img', { src: thumbnailOf(match, 256), alt: visible(nameOf(match.path)), loading: 'lazy', 'on:error': () => button.remove() }))
  return button
}

/** The picture itself, or the copy that stands for it, and those that are like it: one of each. */
export async function nearest(id, asking) {
  const { matches: [itself, ...others] } = await search(`id:${id} duplicates:picture`, strip + 1, asking)
  return { itself, others }
}

/** The strip of similar ones. */
export async function similarStrip({ others }, { onOpen }) {
  if (others.length === 0) return null
  return section('Similar', el('div', { class: 'alike-strip' }, ...others.map((match) => thumb(match, onOpen))))
}

/** Near-duplicates, with their paths: the nearest that are hidden behind the picture. Most have none, and nothing more is asked. */
export async function nearDuplicates(id, { itself, others }, asking) {
  if (!itself?.hidden) return null
  const { onOpen } = asking, shown = new Set([itself, ...others].map((match) => match.id))
  const { matches } = await search(`id:${id}`, most, asking)
  const copies = matches.filter((match) => !shown.has(match.id)).slice(0, itself.hidden)
  return section('Near-duplicates', el('ul', { class: 'alike-copies' }, ...[itself, ...copies].filter((match) => match.id !== id).map((match) =>
    el('li', {}, thumb(match, onOpen),
      el('div', {}, el('bdi', {}, visible(match.path)), el('small', {}, `${match.width ? `${match.width} × ${match.height}, ` : ''}${sizeText(match.size)}`))))))
}

/** Why a picture was found: what each term of the query adds, and what it seems to show. */
export async function reasons(match, query, asking) {
  const isAsked = match.distance != null && Boolean(query?.terms)
  // Narrowed to files of its size, as each explanation costs the server a little.
  const narrowing = print(parse(`size:${match.size}B`).query)
  const text = isAsked ? `${print(query)} ${narrowing}` : `id:${match.id}`
  const { terms, conditions, descriptions } = await explanation(match.id, text, isAsked ? picturesOf(query) : new Map(), asking) ?? {}
  if (!terms) return null
  return section(isAsked ? 'Why it was found' : 'What it seems to show',
    isAsked && el('ul', { class: 'alike-terms' }, ...query.terms.map((term, index) => contributionOf(term, terms[index], asking))),
    isAsked && conditions.length > 1 && el('p', {}, 'It meets: ', el('bdi', {}, visible(conditions.filter((one) => one !== narrowing).join(' ')))),
    descriptions.length > 0 && el('p', {}, 'It looks like: ', descriptions.slice(0, 5).join('; ')))
}

/** What a term adds, called as its chip is. */
function contributionOf(term, { contribution }, { pictureOf }) {
  const { label, url } = 'words' in term ? { label: visible(term.words) } : pictureOf(term)
  const image = url && el('img', { src: url, alt: '', 'on:error': () => image.replaceWith(icon('picture')) })
  return el('li', {}, el('span', { class: 'term' }, image, el('bdi', {}, label)),
    el('span', {}, `${contribution < 0 ? '−' : '+'}${Math.abs(contribution).toFixed(3)}`))
}

async function explanation(id, text, pictures, asking) {
  const { matches } = await search(text, 20, asking, { pictures, isExplained: true })
  return matches.find((match) => match.id === id)?.explanation
}

const section = (title, ...children) => el('section', {}, el('h3', {}, title), ...children)
