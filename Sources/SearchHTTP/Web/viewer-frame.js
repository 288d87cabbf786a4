// What the large view is made of: the stage, buttons around it, and the panel beside it.
import { el, iconButton } from './dom.js'

/**
 * Fills the dialog.
 * @param {HTMLDialogElement} dialog empty
 * @param {(command: string) => void} act does what a button asks for
 */
export function buildFrame(dialog, act) {
  const tool = (symbol, label, command, key) => iconButton(symbol, label, () => act(command), { title: `${label} (${key})` })
  const side = (symbol, label, command) => iconButton(symbol, label, () => act(command), { class: `icon-button viewer-side ${command}` })

  const image = el('img', { class: 'viewer-picture missing', draggable: 'false', alt: '' })
  const words = el('p', { class: 'viewer-words', role: 'status', hidden: true })
  const stage = el('div', { class: 'viewer-stage' }, image, words)
  const name = el('h2', { class: 'viewer-name', id: 'viewer-name', tabindex: -1, 'aria-live': 'polite' })
  const said = el('p', { class: 'viewer-said', role: 'status' })
  const panel = el('aside', { class: 'viewer-details', 'aria-label': 'Details', tabindex: 0, hidden: true })
  const favourite = tool('heart', 'Favourite', 'favourite', 'f')
  const details = tool('info', 'Details', 'details', 'i')
  const before = side('left', 'The previous picture', 'before'), behind = side('right', 'The next picture', 'behind')
  // Pressed by the key and the button for it.
  const download = el('a', { download: '', tabindex: -1, hidden: true, 'aria-hidden': 'true' }, 'Download')

  const top = el('header', { class: 'viewer-top' }, tool('back', 'Back', 'close', 'Esc'), name)
  const tools = el('div', { class: 'viewer-tools', role: 'toolbar', 'aria-label': 'This picture' },
    tool('plus', 'More like this', 'like', 's'), tool('minus', 'Less like this', 'unlike', '-'), favourite,
    tool('crop', 'Search by a part of it', 'crop', 'r'), tool('zoom', '100 %, or the whole picture', 'zoom', 'z'),
    tool('download', 'Download', 'download', 'd'))
  details.classList.add('viewer-info')
  const main = el('div', { class: 'viewer-main' }, stage, top, tools, details, before, behind, said, download)
  dialog.setAttribute('aria-labelledby', name.id)
  dialog.append(main, panel)
  return { main, stage, image, words, name, said, panel, favourite, details, before, behind, download }
}
