// Sort and filters as menus. They show what the text says and change nothing but the query.
import { byId, count, el } from './dom.js'
import { filterValues, withFilter, withOption } from './query-edits.js'
import { valuesOf } from './suggest-sources.js'
import { takenDays, withTakenDay } from './taken.js'

const orders = [['relevance', 'Best match'], ['newest', 'Newest'], ['oldest', 'Oldest']]
const shapes = [['landscape', 'Landscape'], ['portrait', 'Portrait'], ['square', 'Square']]
const duplicates = [['', 'Show all'], ['content', 'One of each file'], ['picture', 'One of each picture'], ['scene', 'One of each scene']]
const widths = [['', 'Any'], ['>=1000', '1,000 pixels and more'], ['>=2000', '2,000 pixels and more'], ['>=4000', '4,000 pixels and more']]
const lists = [['in', 'Folder'], ['camera', 'Camera'], ['place', 'Place'], ['source', 'Source']]

const sides = ['filter-after', 'filter-before']

/** Stands for several values at once, which no folder, camera, place or source is called. */
const several = '\n'

/** @param {(query: object) => void} onChange hears the query that was made of the one shown */
export function createFilters({ onChange }) {
  const sort = byId('sort'), menu = byId('filter-menu')
  let query = {}, values = {}

  sort.addEventListener('change', () => onChange(withOption(query, 'sort', sort.value)))
  menu.addEventListener('submit', (event) => event.preventDefault())
  menu.addEventListener('beforetoggle', (event) => { if (event.newState === 'open') { render(); load() } })

  /** Values with their numbers are asked for whenever the menu opens: pictures come and go. */
  async function load() {
    const kinds = ['type', ...lists.map(([key]) => key)]
    const found = await Promise.all(kinds.map((key) => valuesOf(key, '', 100).catch(() => [])))
    values = Object.fromEntries(kinds.map((key, index) => [key, found[index].filter(({ value }) => value !== '')]))
    render()
  }

  function renderSort() {
    const hasTerms = Boolean(query.terms?.length)
    const shown = orders.filter(([value]) => hasTerms || value !== 'relevance')
    sort.replaceChildren(...shown.map(([value, label]) => el('option', { value }, label)))
    sort.value = query.sort ?? (hasTerms ? 'relevance' : 'newest')
  }

  function render() {
    const focused = menu.contains(document.activeElement) ? document.activeElement.id : null
    menu.replaceChildren(
      el('fieldset', {}, el('legend', {}, 'Show only'),
        tick('filter-likely', 'Likely ones', Boolean(query.likely), (on) => withOption(query, 'likely', on || undefined), !query.terms?.length),
        tick('filter-fav', 'Favourites', query.filter?.fav === true, (on) => withFilter(query, 'fav', on || []))),
      ...[boxes('Shape', 'shape', shapes), boxes('Format', 'type', formats())].filter(Boolean),
      el('div', { class: 'columns' },
        ...lists.map(([key, label]) => list(key, label)).filter(Boolean),
        ...['Taken from', 'Taken before'].map(date),
        choice('width', 'Width', widths, filterValues(query, 'width')[0] ?? '', (value) => withFilter(query, 'width', value ? [value] : [])),
        choice('duplicates', 'Duplicates', duplicates, query.duplicates ?? '', (value) => withOption(query, 'duplicates', value || undefined))))
    if (focused) byId(focused)?.focus()
  }

  const formats = () => (values.type ?? []).map(({ value, pictures }) => [value, `${value.toUpperCase()} (${pictures.toLocaleString('en')})`])

  const tick = (id, label, isOn, change, isOff = false) => el('label', { class: 'tick' },
    el('input', { type: 'checkbox', id, checked: isOn, disabled: isOff, 'on:change': (event) => onChange(change(event.target.checked)) }), label)

  const boxes = (legend, key, options) => options.length > 1 && el('fieldset', {}, el('legend', {}, legend),
    ...options.map(([value, label]) => tick(`filter-${key}-${value}`, label, filterValues(query, key).includes(value), (on) =>
      withFilter(query, key, on ? [...filterValues(query, key), value] : filterValues(query, key).filter((one) => one !== value)))))

  const choice = (key, label, options, value, change) => el('label', {}, label,
    el('select', { id: `filter-${key}`, 'on:change': (event) => onChange(change(event.target.value)) },
      ...withOwn(options, value).map(([one, text]) => el('option', { value: one, selected: one === value }, text))))

  function list(key, label) {
    const options = (values[key] ?? []).map(({ value, pictures }) => [value, `${value} (${count(pictures, 'picture')})`])
    const chosen = filterValues(query, key), value = chosen.length > 1 ? several : chosen[0] ?? ''
    const own = chosen.length > 1 ? [[several, chosen.join(' or ')]] : []
    return (options.length > 0 || value) && choice(key, label, [['', 'Any'], ...own, ...options], value, (one) => withFilter(query, key, one ? [one] : []))
  }

  const date = (label, side) => el('label', {}, label, el('input', { type: 'date', id: sides[side], value: takenDays(query)[side],
    'on:change': (event) => onChange(withTakenDay(query, side, event.target.value)) }))

  /** A date is made of several keys, each of which changes the query: the field that says it already stays as it is. */
  function isBeingTyped() {
    const { activeElement: field } = document
    return menu.contains(field) && field.type === 'date' && takenDays(query)[sides.indexOf(field.id)] === field.value
  }

  return {
    /** @param {object|null} shown null while the text is no query: the menus wait until it is one */
    show(shown) {
      for (const control of [sort, byId('filters')]) control.disabled = shown === null
      if (shown === null) { if (menu.matches(':popover-open')) menu.hidePopover(); return }
      query = shown
      renderSort()
      if (menu.matches(':popover-open') && !isBeingTyped()) render()
    },
  }
}

/** A value that the text has and the menu has not is shown as it is. */
const withOwn = (options, value) => options.some(([one]) => one === value) ? options : [...options, [value, value]]
