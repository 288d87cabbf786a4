// One picture of the grid: its mean colour until the thumbnail is there, then the thumbnail, or its name where there is none.
import { whenAnswered } from './again.js'
import { count, el, icon } from './dom.js'
import { nameOf, visible } from './names.js'
import { thumbnailOf } from './urls.js'

/** Waits before a thumbnail is asked for again, in milliseconds: the server may only be busy. */
const waits = [1000, 3000, 9000]
/** How often that begins anew, each time when the server has answered something. */
const revivals = 10
/** A thumbnail is stretched by as much before a larger one is fetched. */
const stretch = 1.25

/**
 * @param {object} match
 * @param {{width: number, height: number}} size in pixels
 * @param {{selected: boolean, active: boolean}} state
 */
export function createTile(match, { width, height }, { selected, active }) {
  const name = visible(nameOf(match.path))
  const link = el('a', { class: 'tile-link', href: `#${match.id}`, tabindex: active ? 0 : -1 },
    picture(match, name), ...signs(match))
  const check = el('button', { type: 'button', class: 'tile-check', tabindex: -1, 'aria-label': `Select ${name}` }, icon('check'))
  const tile = el('div', { class: 'tile', role: 'gridcell', 'aria-selected': String(selected), 'data-id': match.id }, link, check)
  tile.style.width = `${width}px`
  tile.style.height = `${height}px`
  if (match.colour) tile.style.backgroundColor = match.colour
  return tile
}

function picture(match, name) {
  const url = thumbnailOf(match, 256)
  const image = el('img', { alt: name, src: url, draggable: 'false' }), words = el('span', { class: 'tile-gone' })
  const load = () => { if (image.isConnected || words.isConnected) image.src = url }
  let failures = 0, revived = 0

  image.addEventListener('load', () => words.replaceWith(image))
  image.addEventListener('error', async () => {
    const wait = waits[failures++]
    if (wait !== undefined) return setTimeout(load, wait)
    const status = await statusOf(url), isGone = status === 404 || status === 410
    words.replaceChildren(el('bdi', {}, name), isGone ? ' is no longer there' : ' cannot be shown')
    image.replaceWith(words)
    failures = 0
    if ((status < 400 || status >= 500) && revived++ < revivals) whenAnswered(load)
  })
  return image
}

/** Which status a failed picture has, 0 where no answer comes: the element itself does not tell. */
const statusOf = (url) => fetch(url, { method: 'HEAD' }).then(({ status }) => status, () => 0)

function signs({ favourite, hidden }) {
  return [
    favourite && el('span', { class: 'tile-heart' }, icon('heart'), el('span', { class: 'visually-hidden' }, 'favourite')),
    hidden > 0 && el('span', { class: 'tile-more' }, `+${hidden}`, el('span', { class: 'visually-hidden' }, `${count(hidden, 'picture')} much like it`)),
  ]
}

/** Fetches the larger thumbnail where the small one would be stretched too far. */
export function sharpen(tile, match) {
  const image = tile.querySelector('img')
  const needed = Math.max(tile.offsetWidth, tile.offsetHeight) * devicePixelRatio
  if (image?.complete && needed > 256 * stretch && Math.max(match.width, match.height) > 256) image.src = thumbnailOf(match, 1024)
}

/** Ends what a tile that leaves the document has asked for. */
export function giveUp(tile) {
  const image = tile.querySelector('img')
  if (image && !image.complete) image.removeAttribute('src')
}
