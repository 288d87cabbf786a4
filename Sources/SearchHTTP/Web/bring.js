// The ways a picture comes to the page: dropped, pasted, chosen, taken with the camera.
import { byId, el, icon } from './dom.js'
import { accept, filesOf, unreadable } from './dropped.js'

const isFiles = (event) => event.dataTransfer?.types.includes('Files')
/** Whether pictures of the page itself are dragged. */
let isOwn = false
/** Those that may be pictures: what the browser knows no type of, the server judges. */
const imagesOf = (files) => [...files].filter(({ type }) => type === '' || type.startsWith('image/'))
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
  listenForDrops({ search, onOwn, onAdd, announce })
  document.addEventListener('paste', (event) => {
    const { files, types } = event.clipboardData
    if (document.querySelector('dialog[open]') || types.includes('text/plain') || imagesOf(files).length === 0) return
    event.preventDefault()
    search(files)
  })
}

function fillMenu(menu, search) {
  const picker = (id, symbol, words, props) => el('label', { class: 'button picker', id }, icon(symbol), words,
    el('input', { type: 'file', accept, class: 'visually-hidden', ...props, 'on:change': (event) => {
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

function listenForDrops({ search, onOwn, onAdd, announce }) {
  const overlay = byId('drop')
  const give = (event, take) => filesOf(event.dataTransfer).then(take, () => announce(unreadable))
  const zone = (id, symbol, words, take) => el('div', { class: 'zone', id, 'on:dragover': hover, 'on:dragleave': leave, 'on:drop': (event) => {
    const own = ownPicture(event.dataTransfer)
    end(event)
    if (own) onOwn(own)
    else give(event, take)
  } }, icon(symbol), el('strong', {}, words))
  const hover = (event) => { event.preventDefault(); event.currentTarget.classList.add('over') }
  const leave = (event) => event.currentTarget.classList.remove('over')
  const end = (event) => {
    event.preventDefault()
    overlay.hidden = true
    for (const one of overlay.children) one.classList.remove('over')
  }
  overlay.append(zone('drop-search', 'search', 'Search with this picture', search), zone('drop-add', 'add', 'Add to your pictures', onAdd))

  /** The browser itself would open a file in place of the page. */
  const isOurs = (event) => isOwn || isFiles(event)
  const topDialog = () => [...document.querySelectorAll('dialog[open]')].at(-1)
  /** What files are for in a dialog: the large view searches with them, the one that adds adds them, the others do nothing. */
  const takers = { viewer: search, upload: onAdd }
  byId('results').addEventListener('dragstart', () => { isOwn = true })
  addEventListener('dragenter', (event) => {
    if (!isOurs(event)) return
    event.preventDefault()
    if (topDialog()) return
    byId('drop-add').hidden = isOwn
    overlay.hidden = false
  })
  addEventListener('dragover', (event) => {
    if (!isOurs(event)) return
    event.preventDefault()
    const dialog = topDialog()
    if (dialog && !takers[dialog.id]) event.dataTransfer.dropEffect = 'none'
  })
  addEventListener('dragleave', (event) => { if (!event.relatedTarget) overlay.hidden = true })
  addEventListener('dragend', () => { isOwn = false; overlay.hidden = true })
  // A drop beside both zones, or one that was given without hovering, searches.
  addEventListener('drop', (event) => {
    if (!isOurs(event) || event.defaultPrevented) return
    const own = ownPicture(event.dataTransfer), dialog = topDialog(), take = dialog ? takers[dialog.id] : search
    end(event)
    if (own) return dialog ? undefined : onOwn(own)
    if (take) give(event, take)
  })
}
