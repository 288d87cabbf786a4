// The ways a picture comes to the page: dropped, pasted, chosen, taken with the camera.
import { byId, el, icon } from './dom.js'
import { filesOf } from './dropped.js'

const isFiles = (event) => event.dataTransfer?.types.includes('Files')
/** Whether pictures of the page itself are dragged. */
let isOwn = false
const imagesOf = (files) => [...files].filter((file) => file.type.startsWith('image/') || /\.(heic|heif|avif)$/i.test(file.name))
/** A picture of the page itself that is dragged carries its address. */
const ownPicture = (transfer) => /images\/([0-9a-f-]{36})\//.exec(transfer.getData('text/uri-list'))?.[1]

/**
 * @param {object} hear
 * @param {(files: File[]) => void} hear.onQuery search with these
 * @param {(id: string) => void} hear.onOwn search with a picture of the index
 * @param {(files: File[]) => void} hear.onAdd add these to the index
 * @param {(words: string) => void} hear.announce
 */
export function createBringing({ onQuery, onOwn, onAdd, announce }) {
  const search = (files) => {
    const images = imagesOf(files)
    if (images.length) onQuery(images)
    else announce('That is no picture.')
  }
  fillMenu(byId('bring-menu'), search)
  listenForDrops(search, onOwn, onAdd)
  document.addEventListener('paste', (event) => {
    const { files, types } = event.clipboardData
    if (document.querySelector('dialog[open]') || types.includes('text/plain') || imagesOf(files).length === 0) return
    event.preventDefault()
    search(files)
  })
}

function fillMenu(menu, search) {
  const picker = (id, symbol, words, props) => el('label', { class: 'button picker', id }, icon(symbol), words,
    el('input', { type: 'file', accept: 'image/*,.heic,.heif,.avif', class: 'visually-hidden', ...props, 'on:change': (event) => {
      menu.hidePopover()
      search(event.target.files)
      event.target.value = ''
    } }))
  const isTouched = matchMedia('(pointer: coarse)').matches
  menu.append(
    picker('choose-picture', 'picture', 'Choose pictures', { multiple: true }),
    ...(isTouched ? [picker('take-picture', 'camera', 'Take a photo', { capture: 'environment' })] : []),
    el('p', {}, `${isTouched ? '' : 'Or drop a picture anywhere, or paste one. '}It is only looked at, not added.`))
}

function listenForDrops(search, onOwn, onAdd) {
  const overlay = byId('drop')
  const zone = (id, symbol, words, take) => el('div', { class: 'zone', id, 'on:dragover': hover, 'on:dragleave': leave, 'on:drop': (event) => {
    const own = ownPicture(event.dataTransfer)
    end(event)
    if (own) onOwn(own)
    else filesOf(event.dataTransfer).then(take)
  } }, icon(symbol), el('strong', {}, words))
  const hover = (event) => { event.preventDefault(); event.currentTarget.classList.add('over') }
  const leave = (event) => event.currentTarget.classList.remove('over')
  const end = (event) => {
    event.preventDefault()
    overlay.hidden = true
    for (const one of overlay.children) one.classList.remove('over')
  }
  overlay.append(zone('drop-search', 'search', 'Search with this picture', search), zone('drop-add', 'add', 'Add to your pictures', onAdd))

  const isOurs = (event) => (isOwn || isFiles(event)) && !document.querySelector('dialog[open]')
  byId('results').addEventListener('dragstart', () => { isOwn = true })
  addEventListener('dragenter', (event) => {
    if (!isOurs(event)) return
    event.preventDefault()
    byId('drop-add').hidden = isOwn
    overlay.hidden = false
  })
  addEventListener('dragover', (event) => { if (isOurs(event)) event.preventDefault() })
  addEventListener('dragleave', (event) => { if (!event.relatedTarget) overlay.hidden = true })
  addEventListener('dragend', () => { isOwn = false; overlay.hidden = true })
  // A drop beside both zones, or one that was given without hovering, searches.
  addEventListener('drop', (event) => {
    if (!isOurs(event) || event.defaultPrevented) return
    const own = ownPicture(event.dataTransfer)
    end(event)
    if (own) onOwn(own)
    else filesOf(event.dataTransfer).then(search)
  })
}
