// The list of files that were passed over, and why.
import { getJSON } from './api.js'
import { byId, el, iconButton } from './dom.js'
import { visible } from './names.js'

/** Opens the list; more of it comes by a button. */
export async function openProblems() {
  const dialog = byId('problems'), list = el('ul', { class: 'problems' })
  const status = el('p', { role: 'status' }, 'Loading…')
  const more = el('button', { type: 'button', class: 'button', hidden: true }, 'Show more')
  dialog.replaceChildren(el('header', {}, el('h2', { id: 'problems-title' }, 'Passed over'), iconButton('close', 'Close', () => dialog.close())),
    el('p', {}, 'These files are not among your pictures. They are looked at again when they change.'), list, status, more)
  let next
  async function load() {
    try {
      const page = await getJSON(`problems?${new URLSearchParams({ limit: '100', ...(next && { cursor: next }) })}`)
      next = page.next
      list.append(...page.problems.map(item))
      status.textContent = list.childElementCount === 0 ? 'Nothing was passed over.' : ''
    } catch (error) { status.textContent = error.message }
    more.hidden = !next
  }
  more.addEventListener('click', load)
  dialog.showModal()
  await load()
}

/** Names of files may hold anything: a <bdi> keeps their direction to themselves. */
const item = ({ path, reason }) => el('li', {}, el('bdi', { class: 'path' }, visible(path)), el('span', {}, reason))
