// Messages that stand above the pictures, each with what can be done about it.
import { el, icon } from './dom.js'
import { visible } from './names.js'

/**
 * @typedef {object} Acts what the buttons do
 * @property {() => void} retry @property {(text: string) => void} search @property {() => void} add  @property {() => void} withoutFilters @property {() => void} withoutLikely
 * @property {(name: string) => void} bringAgain @property {(nameOrID: string) => void} dropPicture @property {(at: number) => void} pointAt
 */

const button = (label, press, kind = '') => el('button', { type: 'button', class: `button ${kind}`, 'on:click': press }, label)
const message = (kind, title, ...parts) => el('section', { class: `message ${kind}` }, el('h2', {}, title), ...parts)

/** @param {import('./api.js').ApiError} error @param {Node|null} seconds until it is tried by itself @param {Acts} acts */
export function problem(error, text, seconds, acts) {
  if (error.status === 422) return badQuery(error, text, acts)
  if (error.status === 404) return goneTerm(error, acts)
  const isFutile = !error.passes && error.status >= 400 && error.status < 500
  const [title, ...advice] = error.status === 0 && !navigator.onLine ? ['No answer']
    : error.status === 0 || error.status === 502 ? ['No answer', 'Is it running? ', 'imagesearch serve', ' starts it.']
    : error.status === 503 ? ['Not ready', 'If it stays so, ', 'imagesearch doctor', ' tells what is wrong.'] : ['That did not work']
  return message('problem', title, el('p', {}, error.message), advice.length > 0 && el('p', {}, advice[0], el('code', {}, advice[1]), advice[2]),
    seconds && el('p', {}, 'Trying again in ', seconds, ' s.'), !isFutile && button('Try now', acts.retry))
}

/** A stored picture that the query asks for is there no more. */
function goneTerm({ message: words }, acts) {
  const id = /[0-9a-f-]{36}/.exec(words)?.[0]
  return message('problem', 'A picture of this search is gone', el('p', {}, words), id && button('Search without it', () => acts.dropPicture(id), 'main'))
}

/** Points at the word that is wrong. */
function badQuery({ message: words, position }, text, acts) {
  const characters = Array.from(text)
  const hasPlace = position !== undefined && position < characters.length
  const before = hasPlace ? characters.slice(0, position).join('') : ''
  const wrong = hasPlace ? /^\S*/.exec(characters.slice(position).join(''))[0] : ''
  return message('problem', 'This cannot be searched for yet', el('p', {}, words),
    hasPlace && el('p', { class: 'text' }, visible(before), el('mark', {}, visible(wrong)), visible(text.slice(before.length + wrong.length))),
    hasPlace && button('Go to it', () => acts.pointAt(before.length, before.length + wrong.length)))
}

/** What was taken otherwise than it may have been meant, with the other reading at hand. */
export function notesOf(notes, parsed, acts) {
  const other = (note) => parsed.find(({ typed }) => note.startsWith(`${typed}:`))
  return el('section', { class: 'message note' }, ...notes.map((note) => {
    const meant = other(note)
    return el('p', {}, `${visible(note)}. `, meant && button(`Use ${meant.meant}:`, () => acts.search(meant.corrected)))
  }))
}

/** @param {import('./query.js').Query} query */
export function nothingFound(query, acts) {
  if (query.likely) return message('empty', 'Nothing likely', el('p', {}, 'No picture here is likely to fit.'), button('Show the nearest', acts.withoutLikely, 'main'))
  const hasFilters = Boolean(query.filter ?? query.not)
  return message('empty', 'No pictures found', el('p', {}, hasFilters ? 'No picture meets all of these filters.' : 'There is nothing to show here.'),
    hasFilters && button('Remove the filters', acts.withoutFilters, 'main'))
}

export function nothingLikely({ terms }) {
  const [{ words: text, weight = 1 } = {}] = terms ?? []
  const words = terms?.length === 1 && weight > 0 && text?.length <= 80 && visible(text)
  return el('section', { class: 'message note' },
    el('p', {}, words ? `Nothing here is likely to show “${words}”. These come nearest.` : 'Nothing here is likely to fit. These come nearest.'))
}

/** There is no picture yet. */
export function emptyIndex(acts, isIndexing) {
  const command = (text) => el('pre', {}, el('code', {}, text))
  return message('empty', isIndexing ? 'Your pictures are being looked at' : 'No pictures yet',
    el('p', {}, isIndexing ? 'The first ones appear here in a moment.' : 'Add some here, or let the program read a folder.'),
    icon('picture'), button('Add pictures', acts.add, 'main'),
    el('p', {}, 'A folder with all that is below it:'), command('imagesearch index ~/Pictures'),
    el('p', {}, 'Or name it for good, in .env, and start again:'), command('IMAGES_DIR=~/Pictures'))
}

/** A picture of the query that this browser does not have: the URL came from elsewhere, or it was long ago. */
export function missingPictures(names, acts) {
  return message('problem', names.length === 1 ? 'The picture of this search is not here' : 'Pictures of this search are not here',
    el('p', {}, 'Pictures that you search with stay in the browser that they were brought to. Bring it again, or search without it.'),
    ...names.flatMap((name) => [button('Bring it again', () => acts.bringAgain(name), 'main'), button('Search without it', () => acts.dropPicture(name))]))
}

/** Pictures of the query that the server does not take. @param {{name: string, title: string, words: string}[]} refused */
export function refusedPictures(refused, acts) {
  return message('problem', refused.length === 1 ? 'A picture cannot be searched with' : 'Some pictures cannot be searched with',
    ...refused.flatMap(({ name, title, words }) => [el('p', {}, `${title}: ${words}`), button(`Search without ${refused.length === 1 ? 'it' : title.toLowerCase()}`, () => acts.dropPicture(name), 'main')]))
}

/** Queries that find something here. */
export function examples(texts, acts) {
  return el('section', { class: 'examples', 'aria-label': 'Examples' }, el('span', {}, 'Try'),
    ...texts.map((text) => button(text, () => acts.search(text))))
}
