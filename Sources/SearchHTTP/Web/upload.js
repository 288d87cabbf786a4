// Adds pictures to the index: several at once, the progress of each, what was refused and why.
import { errorOf } from './api.js'
import { byId, el, icon, iconButton } from './dom.js'
import { accept, filesOf, isPictureName, unreadable } from './dropped.js'
import { nameOf, visible } from './names.js'

const atOnce = 2
/** Tries before a file waits for the button, and the seconds between them where the server names none. */
const tries = 3, wait = 3

/** @param {{onAdded: () => void}} hear */
export function createUpload({ onAdded }) {
  const dialog = byId('upload')
  const list = el('ul', { class: 'uploads', id: 'uploads' }), summary = el('p', { role: 'status', id: 'upload-status' })
  const picker = (id, take, props) => el('input', { type: 'file', id, multiple: true, class: 'visually-hidden', ...props, 'on:change': ({ target }) => {
    take([...target.files])
    target.value = ''
  } })
  const files = []
  let running = 0

  const zone = el('label', { class: 'zone picker', 'on:dragover': (event) => event.preventDefault(), 'on:drop': (event) => {
    event.preventDefault()
    filesOf(event.dataTransfer).then(add, () => { summary.textContent = unreadable })
  } }, icon('add'), el('strong', {}, 'Choose pictures'), 'or drop them here, folders too', picker('upload-files', add, { accept }))
  const folder = el('label', { class: 'button picker' }, 'Choose a folder',
    picker('upload-folder', (chosen) => add(chosen.filter(({ name }) => isPictureName(name))), { webkitdirectory: true }))
  dialog.append(el('header', {}, el('h2', { id: 'upload-title' }, 'Add pictures'), iconButton('close', 'Close', () => dialog.close())), zone, folder, summary, list)

  function add(chosen) {
    for (const file of chosen) {
      const entry = { file, state: 'waiting', tries: 0, row: el('li', {}) }
      files.push(entry)
      list.prepend(entry.row)
      render(entry)
    }
    pump()
  }

  function pump() {
    while (running < atOnce) {
      const entry = files.find(({ state }) => state === 'waiting')
      if (!entry) break
      start(entry)
    }
    renderSummary()
  }

  async function start(entry) {
    running++
    set(entry, 'sending', { sent: 0 })
    try {
      await send(entry.file, (sent) => set(entry, 'sending', { sent }))
      set(entry, 'added')
      onAdded()
    } catch (error) { failed(entry, error) }
    running--
    pump()
  }

  function failed(entry, error) {
    entry.tries++
    const again = error.passes && error.status === 503 && entry.tries < tries
    set(entry, again ? 'later' : error.passes ? 'lost' : 'refused', { reason: error.message })
    if (again) setTimeout(() => { set(entry, 'waiting'); pump() }, (error.retryAfter ?? wait) * 1000)
  }

  function set(entry, state, more = {}) {
    Object.assign(entry, { state, ...more })
    render(entry)
  }

  function retry(entry) {
    set(entry, 'waiting', { tries: 0 })
    pump()
  }

  function render(entry) {
    const { file, state, row, sent = 0, reason } = entry
    const words = { waiting: 'Waiting', sending: sent < 1 ? `${Math.round(sent * 100)} %` : 'Being looked at…', added: 'Added', later: `${reason} Trying again soon.`,
      lost: `${reason}`, refused: reason }
    row.className = state
    row.replaceChildren(el('bdi', { class: 'path' }, visible(nameOf(file.name))), el('span', { class: 'said' }, words[state]),
      ...(state === 'sending' ? [el('progress', { 'aria-label': `Progress of ${visible(file.name)}`, max: 1, ...(sent < 1 && { value: sent }) })] : []),
      ...(state === 'lost' ? [el('button', { type: 'button', class: 'button', 'aria-label': `Try ${visible(file.name)} again`, 'on:click': () => retry(entry) }, 'Try again')] : []))
  }

  function renderSummary() {
    const number = (...states) => files.filter(({ state }) => states.includes(state)).length
    const parts = [[number('waiting', 'sending', 'later'), 'to go'], [number('added'), 'added'], [number('lost'), 'not sent'], [number('refused'), 'refused']]
    summary.textContent = parts.filter(([total]) => total > 0).map(([total, words]) => `${total.toLocaleString('en')} ${words}`).join(', ')
  }

  // A page that is left takes its uploads along.
  addEventListener('beforeunload', (event) => { if (running > 0) event.preventDefault() })

  return {
    open() { if (!dialog.open) dialog.showModal() },
    add(chosen) { this.open(); add(chosen) },
  }
}

/** `fetch` tells nothing of how much has been sent; this does. */
function send(file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(), form = new FormData()
    form.append('file', file)
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 1))
    request.addEventListener('load', () => {
      if (request.status < 300) resolve()
      else reject(errorOf(request.status, request.responseText, request.getResponseHeader('Retry-After')))
    })
    request.addEventListener('error', () => reject(errorOf(0, '{"detail": "The connection was lost."}')))
    request.open('POST', 'upload')
    request.send(form)
  })
}
