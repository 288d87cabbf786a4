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
  menu.addEventListener('toggle', async (event) => { if (event.newState === 'open') await load() })
  byId('save').addEventListener('click', openDialog)

  async function load() {
    try {
      render(await getJSON('saved-searches'))
    } catch (error) { announce(error.message) }
  }

  function render(searches) {
    menu.replaceChildren(el('h2', {}, 'Saved searches'),
      searches.length === 0 ? el('p', {}, 'None yet. Search, then press the ribbon in the box.') : el('ul', { class: 'saved' }, ...searches.map(row)))
  }

  const row = ({ name, query }) => el('li', {},
    el('button', { type: 'button', class: 'link', 'on:click': () => { menu.hidePopover(); onSearch(query) } }, el('bdi', {}, visible(name)), el('span', { class: 'hint' }, query)),
    iconButton('close', `Delete ${name}`, () => remove(name)))

  async function remove(name) {
    try {
      await sendJSON('DELETE', path(name))
      announce(`“${name}” is no longer saved`)
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
      await sendJSON('PUT', path(name), { query })
      dialog.close()
      announce(`Saved as “${name}”`)
    } catch (error) { fault.textContent = error.message }
  }
}
