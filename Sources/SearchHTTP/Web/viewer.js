// The large view: one picture over the whole window, with what can be done with it.
import { whenAnswered } from './again.js'
import { look } from './api.js'
import { copy } from './clipboard.js'
import { createCrop } from './crop.js'
import { createDetailsPanel } from './details-panel.js'
import { el } from './dom.js'
import { listenToGestures } from './gestures.js'
import { commandOf } from './keys.js'
import { nameOf, visible } from './names.js'
import { fileOf } from './urls.js'
import { buildFrame } from './viewer-frame.js'
import { createSource, prefetch } from './viewer-source.js'
import { createZoom } from './zoom.js'

/** How far an arrow moves a picture that is zoomed in, in pixels, and how long words stay, in milliseconds. */
const stride = 80, reading = 4000

/**
 * @param {HTMLDialogElement} dialog empty
 * @param {object} options
 * @param {object} options.grid
 * @param {Function} options.getJSON
 * @param {(id: string) => void} options.onShown
 * @param {(id: string) => void} options.onClosed not called for `close()`
 * @param {(id: string) => void} options.onLike
 * @param {(id: string) => void} options.onUnlike
 * @param {(id: string, part: number[]) => void} options.onCrop
 * @param {(text: string) => void} options.onQuery
 * @param {(id: string, on: boolean) => void} options.onFavourite
 * @param {() => void} options.onKeys
 * @param {() => object|null} options.query
 * @param {(term: object) => object} options.pictureOf
 */
export function createViewer(dialog, options) {
  const { grid, getJSON, onShown, onClosed } = options
  /** What is shown, and the id that was asked for; both null while the view is closed. */
  let match = null, asked = null, timer

  const commands = {
    before: () => step(-1),
    behind: () => step(1),
    left: () => zoom.isZoomed ? zoom.pan(stride, 0) : step(-1),
    right: () => zoom.isZoomed ? zoom.pan(-stride, 0) : step(1),
    up: () => zoom.pan(0, stride),
    down: () => zoom.pan(0, -stride),
    zoomIn: () => zoom.by(1.5),
    whole: () => zoom.whole(),
    zoom: () => zoom.toggle(),
    details: toggleDetails,
    like: () => leave(() => options.onLike(match.id)),
    unlike: () => leave(() => options.onUnlike(match.id)),
    crop: () => crop.open(),
    favourite: () => options.onFavourite(match.id, !match.favourite),
    download: saveFile,
    copy: async () => say(await copy(match.path) ? 'Path copied' : 'This browser does not let the page copy.'),
    close: () => dialog.close(),
    keys: () => options.onKeys(),
  }

  const frame = buildFrame(dialog, act)
  const { main, stage, image, words, name, said, panel, download } = frame

  const source = createSource(image, { onMissing: tellMissing, onBlunt: tellBlunt })
  const zoom = createZoom(stage, image, ({ pixels }) => { source.need(pixels); crop?.render() })
  const facts = createDetailsPanel(panel, { ...options, say, onOpen: open, onQuery: (text) => leave(() => options.onQuery(text)) })
  const crop = createCrop(main, image, {
    onCrop: (part) => leave(() => options.onCrop(match.id, part)),
    onEnd: () => name.focus({ preventScroll: true }),
  })
  // Of pictures that an earlier version stored the size is not known.
  image.addEventListener('load', () => { if (match && !match.width) zoom.reset(image.naturalWidth, image.naturalHeight) })
  listenToGestures(stage, zoom, { onSwipe: step, onPullDown: () => dialog.close() })

  /** Does what a key or a button asks for; with no picture to do it to, the view can still be left. */
  function act(command) {
    if (match || command === 'close') commands[command]()
  }

  /** Says something where it is seen and heard while the dialog is open. */
  function say(text) {
    said.textContent = text
    clearTimeout(timer)
    timer = setTimeout(() => { said.textContent = '' }, reading)
  }

  const reasonOf = (error) => error.status === 404 ? 'It is gone: moved or deleted since the search.' : error.message

  function tell(reason) {
    words.textContent = `This picture cannot be shown. ${reason}`
    words.hidden = false
  }

  async function tellMissing() {
    const { id } = match
    const error = await getJSON(`images/${id}`).then(() => null, (error) => error)
    if (asked !== id) return
    tell(error ? reasonOf(error) : 'Its file cannot be read now.')
    if (error?.passes) whenAnswered(() => { if (asked === id && !words.hidden) show(match) })
  }

  /** Why the file of what is shown cannot be had, null where it can. */
  const fileFault = () => look(fileOf(match)).then(() => null, (error) =>
    error.status === 404 ? 'Its file is gone: moved or deleted since the search.' : error.message)

  /** A browser says nothing of a download that fails. */
  async function saveFile() {
    const link = download.cloneNode(), fault = await fileFault()
    if (fault) say(fault)
    else link.click()
  }

  /** It stays as blunt as its copy of 1,024 pixels is. */
  async function tellBlunt() {
    const { id } = match, fault = await fileFault()
    if (fault && asked === id) say(fault)
  }

  function render() {
    const title = visible(nameOf(match.path))
    name.replaceChildren(el('bdi', {}, title))
    image.alt = title
    frame.favourite.setAttribute('aria-pressed', String(match.favourite === true))
    frame.before.hidden = !grid.neighbour(match.id, -1)
    frame.behind.hidden = !grid.neighbour(match.id, 1)
    download.href = fileOf(match)
    download.download = nameOf(match.path)
    frame.details.setAttribute('aria-expanded', String(!panel.hidden))
  }

  function show(next) {
    const moved = match !== null
    match = next
    asked = match.id
    crop.close()
    words.hidden = true
    said.textContent = ''
    image.style.backgroundColor = match.colour ?? ''
    // Put in anew it is another picture to the browser, not one that jumped.
    stage.prepend(image)
    source.show(match)
    zoom.reset(match.width ?? 1024, match.height ?? 1024)
    render()
    if (!panel.hidden) facts.show(match)
    for (const distance of [1, -1]) prefetch(grid.neighbour(match.id, distance))
    if (moved) holdFocus()
    onShown(match.id)
  }

  /** Takes back the focus that went with an element: keys are heard within the dialog only. */
  function holdFocus() {
    const { activeElement, body } = document
    if (activeElement === body || activeElement.closest('[hidden]')) name.focus({ preventScroll: true })
  }

  function step(by) {
    const next = grid.neighbour(match.id, by)
    if (next) show(next)
  }

  /** Opens a picture, of the grid or any other. */
  async function open(id) {
    if (asked === id) return
    asked = id
    if (!dialog.open) {
      name.textContent = 'Picture'
      dialog.showModal()
      name.focus({ preventScroll: true })
    }
    const known = grid.match(id)
    if (known) return show(known)
    match = null
    source.stop()
    await find(id)
  }

  /** Asks about a picture that the grid has not. */
  async function find(id) {
    try {
      const found = await getJSON(`images/${id}`)
      if (asked === id) show(found)
    } catch (error) {
      if (asked !== id) return
      tell(reasonOf(error))
      if (error.passes) whenAnswered(() => { if (asked === id && !match) find(id) })
    }
  }

  function toggleDetails() {
    panel.hidden = !panel.hidden
    zoom.resize()
    render()
    if (panel.hidden) facts.stop()
    else facts.show(match)
    holdFocus()
  }

  /** Closes, then changes the query. */
  function leave(change) {
    change()
    if (dialog.open) dialog.close()
  }

  dialog.addEventListener('keydown', (event) => {
    const command = commandOf(event, 'viewer')
    if (!command || crop.isOpen) return
    // They scroll the details.
    if (['up', 'down'].includes(command) && (!zoom.isZoomed || panel.contains(event.target))) return
    event.preventDefault()
    event.stopPropagation()
    act(command)
  })
  dialog.addEventListener('close', () => {
    source.stop()
    facts.stop()
    crop.close()
    const closed = asked
    match = asked = null
    if (!closed) return
    grid.focus(closed)
    onClosed(closed)
  })
  new ResizeObserver(() => { if (match) zoom.resize() }).observe(stage)

  return {
    get id() { return asked },
    open, say,
    /** Closes without telling. */
    close() {
      if (!dialog.open) return
      if (asked) grid.focus(asked)
      match = asked = null
      dialog.close()
    },
    /** Takes over what has changed about a picture. */
    update(id, changes) {
      if (match?.id !== id) return
      match = { ...match, ...changes }
      render()
    },
  }
}
