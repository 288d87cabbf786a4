// Saved searches: kept by the server, so that every browser has them.
import { getJSON, sendJSON } from './api.js'
import { byId, el, iconButton } from './dom.js'
import { visible } from './names.js'

const path = (name) => `saved-searches/${encodeURIComponent(name)}`

/**
 * @param {object} hear
 * @param {(text: string) => void} hear.onSearch
 * @param {() => string} hear.text the query to be saved, in its canonical form
 * @param {(words: string) => void} hear.announce
 */
export function createSaved({ onSearch, text, announce }) {
  const menu = byId('saved-menu'), dialog = byId('save-dialog')
  /** Those that were there last, null before any have come. */
  let known = null

  menu.addEventListener('beforetoggle', (event) => { if (event.newState === 'open') { render(); load() } })
  byId('save').addEventListener('click', openDialog)

  async function load() {
    try {
      const found = await getJSON('saved-searches')
      // Nothing moves under a finger that is on its way, unless there is something to say.
      if (JSON.stringify(found) === JSON.stringify(known) && !menu.querySelector('p')) return
      known = found
      render()
    } catch (error) { render(error.message) }
  }

  function render(fault) {
    const words = fault ?? (known === null ? 'Looking…' : known.length === 0 && 'None yet. Search, then press the ribbon in the box.')
    menu.replaceChildren(...[el('h2', {}, 'Saved searches'), words && el('p', {}, words), known?.length > 0 && el('ul', { class: 'saved' }, ...known.map(row))].filter(Boolean))
  }

  const row = ({ name, query }) => el('li', {},
    el('button', { type: 'button', class: 'link', 'on:click': () => { menu.hidePopover(); onSearch(query) } }, el('bdi', {}, visible(name)), el('span', { class: 'hint' }, visible(query))),
    iconButton('close', `Delete ${visible(name)}`, () => remove(name)))

  async function remove(name) {
    try {
      await sendJSON('DELETE', path(name))
      announce(`“${visible(name)}” is no longer saved`)
    } catch (error) { announce(error.message) }
    await load()
    menu.querySelector('button')?.focus()
  }

  function openDialog() {
    const query = text()
    const name = el('input', { id: 'save-name', maxlength: 100, required: true, value: Array.from(query).slice(0, 100).join(''), autocomplete: 'off' })
    const fault = el('p', { role: 'alert' })
    dialog.replaceChildren(el('form', { method: 'dialog', 'on:submit': (event) => { event.preventDefault(); save(name.value.trim(), query, fault) } },
      el('header', {}, el('h2', { id: 'save-title' }, 'Save this search'), iconButton('close', 'Close', () => dialog.close())),
      el('label', { for: 'save-name' }, 'Name'), name, fault, el('button', { class: 'button main' }, 'Save')))
    dialog.showModal()
    name.select()
  }

  async function save(name, query, fault) {
    try {
      // The browser would take them for steps of the path.
      if (['.', '..'].includes(name)) throw new Error('A search cannot be called “.” or “..”.')
      await sendJSON('PUT', path(name), { query })
      dialog.close()
      announce(`Saved as “${visible(name)}”`)
    } catch (error) { fault.textContent = error.message }
  }
}
