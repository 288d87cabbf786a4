// The bar that tells how many pictures are selected, and what can be done with them.
import { copy } from './clipboard.js'
import { count, el, icon, iconButton } from './dom.js'
import { download } from './export.js'

/** More pictures than this do not fit into one query. */
const mostLiked = 30

const kinds = { paths: 'Paths as text', json: 'JSON', csv: 'CSV', zip: 'The pictures as zip' }

/**
 * @param {HTMLElement} bar
 * @param {{selection: object, matches: (id: string) => object|undefined, announce: (text: string, how?: {quiet: boolean}) => void,
 *   onFavourite: (ids: string[], on: boolean) => void, onLike: (ids: string[]) => void, onUnlike: (ids: string[]) => void,
 *   onEmpty?: () => void}} options `onEmpty`: the bar had the focus, and goes
 */
export function createSelectionBar(bar, { selection, matches, announce, onFavourite, onLike, onUnlike, onEmpty }) {
  const chosen = () => selection.ids().map(matches).filter(Boolean)
  const number = el('span')
  const favourite = iconButton('heart', 'Favourite', markAll)
  const likes = [
    iconButton('plus', 'More like these', () => onLike(selection.ids())),
    iconButton('minus', 'Less like these', () => onUnlike(selection.ids())),
  ]
  const menu = el('div', { class: 'menu selection-menu', id: 'export-menu', popover: 'auto' },
    ...Object.entries(kinds).map(([kind, label]) => el('button', { type: 'button', class: 'button', 'on:click': () => save(kind) }, label)))
  bar.setAttribute('role', 'toolbar')
  bar.setAttribute('aria-label', 'Selection')
  bar.append(
    iconButton('close', 'Select none', () => selection.clear()),
    el('span', { class: 'selection-count' }, number, el('span', { class: 'selection-word' }, ' selected')), ...likes, favourite, iconButton('copy', 'Copy paths', copyPaths),
    el('button', { type: 'button', class: 'icon-button', popovertarget: menu.id, 'aria-label': 'Download', title: 'Download' }, icon('download')), menu)

  const areFavourites = () => chosen().every((match) => match.favourite)

  function markAll() {
    const on = !areFavourites()
    onFavourite(selection.ids().filter((id) => matches(id)?.favourite !== on), on)
  }

  async function copyPaths() {
    const paths = chosen().map(({ path }) => path)
    announce(await copy(paths.join('\n')) ? `${count(paths.length, 'path')} copied` : 'This browser does not let the page copy.')
  }

  async function save(kind) {
    menu.hidePopover()
    try {
      await download(kind, selection.ids())
      announce('The download begins.')
    } catch (error) {
      announce(error.message)
    }
  }

  function render() {
    const { size } = selection, hadFocus = bar.contains(document.activeElement)
    bar.hidden = size === 0
    number.textContent = size.toLocaleString('en')
    for (const button of likes) button.disabled = size > mostLiked
    favourite.setAttribute('aria-pressed', String(size > 0 && areFavourites()))
    favourite.title = areFavourites() ? 'No longer favourites' : 'Favourite'
    if (hadFocus && size === 0) onEmpty?.()
  }

  selection.subscribe(() => {
    render()
    announce(selection.size > 0 ? `${selection.size.toLocaleString('en')} selected` : 'Nothing is selected', { quiet: true })
  })
  render()
  return { render }
}
