// One picture of the grid: its mean colour until the thumbnail is there, then the thumbnail, or its name where there is none.
import { count, el, icon } from './dom.js'
import { nameOf, visible } from './names.js'
import { thumbnailOf } from './urls.js'

/** Waits before a thumbnail is asked for again, in milliseconds: the server may only be busy. */
const waits = [1000, 3000, 9000]
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
  const image = el('img', { alt: name, src: thumbnailOf(match, 256), draggable: 'false' })
  let failures = 0
  image.addEventListener('error', () => {
    const wait = waits[failures++]
    if (wait === undefined) image.replaceWith(el('span', { class: 'tile-gone' }, el('bdi', {}, name), ' cannot be shown'))
    else setTimeout(() => { if (image.isConnected) image.src = thumbnailOf(match, 256) }, wait)
  })
  return image
}

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
