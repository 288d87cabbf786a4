// The parts of the query as chips: each can be turned round, weighed and taken away.
import { el, icon } from './dom.js'
import { visible } from './names.js'
import { flippedFilter, withOption, withWeight, withoutFilter, withoutTerm } from './query-edits.js'
import { showNumber } from './query-values.js'

const usualWeights = [0.25, 0.5, 1, 1.5, 2, 3, 5]
const filterWords = { in: 'folder', type: 'format', fav: 'favourites' }

/**
 * @param {HTMLElement} list
 * @param {object} hear
 * @param {(query: object) => void} hear.onChange the query that was made of the one shown
 * @param {(term: object) => {url: string|null, label: string, isMissing?: boolean}} hear.pictureOf how the picture of a term is shown
 */
export function createChips(list, { onChange, pictureOf }) {
  /** Shows a query; keeps the focus on the chip's control that had it. */
  function show(query) {
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.control : null
    list.replaceChildren(...termChips(query), ...filterChips(query), ...optionChips(query))
    list.hidden = list.childElementCount === 0
    if (focused) (list.querySelector(`[data-control="${CSS.escape(focused)}"]`) ?? list.querySelector('button') ?? document.getElementById('box')).focus()
  }

  const termChips = (query) => (query.terms ?? []).map((term, index) => {
    const weight = term.weight ?? 1, picture = 'words' in term ? null : pictureOf(term)
    const label = picture ? picture.label : visible(term.words)
    return chip({ id: `term-${index}`, label, isOut: weight < 0, isMissing: picture?.isMissing },
      signButton(`term-${index}`, label, weight < 0, () => onChange(withWeight(query, index, -weight))),
      picture && thumbnail(picture), picture?.part && el('span', { class: 'part' }, 'part'),
      el('bdi', { class: 'label', title: label }, label),
      weightSelect(`term-${index}`, label, weight, (size) => onChange(withWeight(query, index, size * Math.sign(weight)))),
      removeButton(`term-${index}`, label, () => onChange(withoutTerm(query, index))))
  })

  const filterChips = (query) => [['filter', false], ['not', true]].flatMap(([group, isOut]) =>
    Object.entries(query[group] ?? {}).flatMap(([key, values]) => (values === true ? [''] : values).map((value) => {
      const id = `${key}-${value}`, name = filterWords[key] ?? key, label = value ? `${name}: ${visible(value)}` : name
      return chip({ id, label, isOut, isFilter: true },
        signButton(id, label, isOut, () => onChange(flippedFilter(query, key, value, isOut))),
        el('span', { class: 'label', title: label }, value && el('span', { class: 'key' }, `${name} `), el('bdi', {}, value ? visible(value) : name)),
        removeButton(id, label, () => onChange(withoutFilter(query, key, value, isOut))))
    })))

  const optionChips = (query) => [
    ['likely', query.likely && 'likely only'],
    ['duplicates', query.duplicates && `one of each ${query.duplicates === 'content' ? 'file' : query.duplicates}`],
    ['limit', query.limit && `at most ${query.limit}`],
  ].filter(([, label]) => label).map(([name, label]) => chip({ id: name, label, isFilter: true },
    el('span', { class: 'label' }, label), removeButton(name, label, () => onChange(withOption(query, name, undefined)))))

  return { show }
}

function chip({ id, label, isOut, isFilter, isMissing }, ...parts) {
  const kind = [isOut && 'out', isFilter && 'filter', isMissing && 'missing'].filter(Boolean).join(' ')
  return el('li', { class: `chip ${kind}`, 'data-chip': id, 'aria-label': isOut ? `without ${label}` : label }, ...parts)
}

function signButton(id, label, isOut, press) {
  return el('button', { type: 'button', class: 'sign', 'data-control': `${id}-sign`, 'aria-pressed': String(isOut),
    'aria-label': `Leave out ${label}`, title: isOut ? 'Left out: find it instead' : 'Wanted: leave it out instead', 'on:click': press },
  icon(isOut ? 'minus' : 'plus'))
}

function removeButton(id, label, press) {
  return el('button', { type: 'button', class: 'remove', 'data-control': `${id}-remove`, 'aria-label': `Remove ${label}`, title: 'Remove', 'on:click': press }, icon('close'))
}

function weightSelect(id, label, weight, change) {
  const size = Math.abs(weight)
  const sizes = [...new Set([...usualWeights, size])].sort((a, b) => a - b)
  return el('select', { class: size === 1 ? 'weight usual' : 'weight', 'data-control': `${id}-weight`, 'aria-label': `Weight of ${label}`, title: 'Weight',
    'on:change': (event) => change(Number(event.target.value)) },
  ...sizes.map((one) => el('option', { value: String(one), selected: one === size }, `× ${showNumber(one)}`)))
}

/** The picture itself; what a browser cannot show stays a symbol. */
function thumbnail({ url }) {
  if (!url) return icon('picture')
  const image = el('img', { src: url, alt: '', width: 28, height: 28 })
  image.addEventListener('error', () => image.replaceWith(icon('picture')), { once: true })
  return image
}
