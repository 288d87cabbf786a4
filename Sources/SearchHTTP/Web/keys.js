// The one table of keys. What a key does is decided by it, and the list that `?` shows is made of it.
import { el, iconButton } from './dom.js'

/** `keys` as `event.key` names them; `also` modifiers: `mod` is Ctrl, or Cmd on Apple's. Where nothing is said, Shift is free. */
export const keys = [
  { where: 'page', name: 'search', keys: ['/'], text: 'Go to the search box' },
  { where: 'page', name: 'search', keys: ['k'], mod: true, text: 'Go to the search box' },
  { where: 'page', name: 'clear', keys: ['Escape'], text: 'In the box: clear it, then leave it' },
  { where: 'page', name: 'keys', keys: ['?'], text: 'Show this list' },
  { where: 'grid', name: 'left', keys: ['ArrowLeft'], text: 'The previous picture' },
  { where: 'grid', name: 'right', keys: ['ArrowRight'], text: 'The next picture' },
  { where: 'grid', name: 'up', keys: ['ArrowUp'], text: 'One row up' },
  { where: 'grid', name: 'down', keys: ['ArrowDown'], text: 'One row down' },
  { where: 'grid', name: 'pageUp', keys: ['PageUp'], text: 'One screen up' },
  { where: 'grid', name: 'pageDown', keys: ['PageDown'], text: 'One screen down' },
  { where: 'grid', name: 'first', keys: ['Home'], text: 'The first picture' },
  { where: 'grid', name: 'last', keys: ['End'], text: 'The last picture' },
  { where: 'grid', name: 'open', keys: ['Enter'], text: 'Open the picture' },
  { where: 'grid', name: 'select', keys: ['x', ' '], text: 'Select it, or no longer; with Shift all up to it' },
  { where: 'grid', name: 'all', keys: ['a'], mod: true, text: 'Select all' },
  { where: 'grid', name: 'none', keys: ['Escape'], text: 'Select none' },
  { where: 'grid', name: 'like', keys: ['s'], text: 'More like this' },
  { where: 'grid', name: 'unlike', keys: ['-'], text: 'Less like this' },
  { where: 'grid', name: 'favourite', keys: ['f'], text: 'Favourite, or no longer' },
  { where: 'viewer', name: 'left', keys: ['ArrowLeft'], text: 'The previous picture; when zoomed in, move over it' },
  { where: 'viewer', name: 'right', keys: ['ArrowRight'], text: 'The next picture; when zoomed in, move over it' },
  { where: 'viewer', name: 'up', keys: ['ArrowUp'], text: 'When zoomed in, move over it' },
  { where: 'viewer', name: 'down', keys: ['ArrowDown'], text: 'When zoomed in, move over it' },
  { where: 'viewer', name: 'zoomIn', keys: ['+', '='], text: 'Zoom in' },
  { where: 'viewer', name: 'whole', keys: ['0'], text: 'The whole picture' },
  { where: 'viewer', name: 'zoom', keys: ['z'], text: '100 %, or the whole picture' },
  { where: 'viewer', name: 'details', keys: ['i'], text: 'Details' },
  { where: 'viewer', name: 'like', keys: ['s'], text: 'More like this' },
  { where: 'viewer', name: 'unlike', keys: ['-'], text: 'Less like this' },
  { where: 'viewer', name: 'crop', keys: ['r'], text: 'Search by a part of it' },
  { where: 'viewer', name: 'favourite', keys: ['f'], text: 'Favourite, or no longer' },
  { where: 'viewer', name: 'download', keys: ['d'], text: 'Download' },
  { where: 'viewer', name: 'copy', keys: ['c'], text: 'Copy its path' },
  { where: 'viewer', name: 'close', keys: ['Escape'], text: 'Back' },
  { where: 'viewer', name: 'keys', keys: ['?'], text: 'Show this list' },
]

const modName = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'
const places = { page: 'Everywhere', grid: 'Pictures', viewer: 'Large view' }
const signs = { ' ': 'Space', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', PageUp: 'Page ↑', PageDown: 'Page ↓', Escape: 'Esc' }

/** What a key asks for at a place; undefined when nothing, or when somebody is writing. */
export function commandOf(event, where) {
  const mod = event.ctrlKey || event.metaKey
  if (event.altKey || event.isComposing || (isWritten(event.target) && !mod)) return undefined
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return keys.find((row) => row.where === where && row.keys.includes(key) && (row.mod ?? false) === mod)?.name
}

/** Whether keys write text there. */
const isWritten = (target) => target.matches?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]') ?? false

/** Shows the list of all keys. */
export function openKeys(dialog) {
  if (dialog.childElementCount === 0) {
    dialog.setAttribute('aria-labelledby', 'keys-title')
    dialog.setAttribute('closedby', 'any')
    dialog.append(
      el('header', {}, el('h2', { id: 'keys-title' }, 'Keys'), iconButton('close', 'Close', () => dialog.close())),
      el('div', { class: 'keys-columns' }, ...Object.keys(places).map(listOf)))
  }
  if (!dialog.open) dialog.showModal()
}

function listOf(where) {
  const rows = keys.filter((row) => row.where === where)
  return el('section', {}, el('h3', {}, places[where]),
    el('dl', {}, ...rows.map((row) => el('div', {}, el('dt', {}, ...caps(row)), el('dd', {}, row.text)))))
}

function caps({ keys, mod }) {
  return keys.flatMap((key, index) => [index > 0 && ' or ', mod && `${modName} + `, el('kbd', {}, signs[key] ?? (key.length === 1 ? key.toUpperCase() : key))])
}
