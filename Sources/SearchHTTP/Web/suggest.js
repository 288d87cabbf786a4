// The list below the box: a combobox as WAI-ARIA describes it. Arrows choose, Tab or Enter takes what is chosen, Esc closes.
import { el } from './dom.js'
import { suggestionsFor, wordAt } from './suggest-sources.js'

/**
 * @param {HTMLInputElement} box
 * @param {HTMLElement} list
 * @param {(text: string, isWhole: boolean) => void} onTake hears the box's text with the suggestion in it
 */
export function createSuggestions(box, list, onTake) {
  let shown = [], chosen = -1, word, abort = new AbortController(), timer

  function close() {
    clearTimeout(timer)
    abort.abort()
    shown = []
    render(-1)
  }

  function render(index) {
    chosen = index
    const isOpen = shown.length > 0
    list.hidden = !isOpen
    box.setAttribute('aria-expanded', String(isOpen))
    if (chosen < 0) box.removeAttribute('aria-activedescendant')
    else box.setAttribute('aria-activedescendant', `suggestion-${chosen}`)
    list.replaceChildren(...shown.map((suggestion, at) => option(suggestion, at)))
    list.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }

  const option = ({ label, hint }, index) => el('li', { role: 'option', id: `suggestion-${index}`, 'aria-selected': String(index === chosen),
    'on:click': () => take(index) },
  el('span', {}, label), el('span', { class: 'hint' }, hint))

  function take(index) {
    const { insert, isWhole } = shown[index]
    const end = box.selectionEnd, after = box.value.slice(end)
    const head = box.value.slice(0, word.start) + insert + (isWhole && !after.startsWith(' ') ? ' ' : '')
    box.value = head + after
    box.setSelectionRange(head.length, head.length)
    close()
    onTake(box.value, isWhole)
    if (!isWhole) look(0)
  }

  function look(wait = 100) {
    clearTimeout(timer)
    abort.abort()
    abort = new AbortController()
    const { signal } = abort
    word = wordAt(box.value, box.selectionEnd)
    timer = setTimeout(async () => {
      try {
        const found = await suggestionsFor(word, signal)
        if (signal.aborted) return
        const isWhole = found.length === 1 && found[0].insert === box.value.slice(word.start, box.selectionEnd)
        shown = isWhole ? [] : found
        render(-1)
      } catch { if (!signal.aborted) close() }
    }, wait)
  }

  function key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (shown.length === 0 || event.isComposing) return
    if (step) render(wrapped(chosen + step, shown.length))
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen >= 0) take(chosen)
    else if (event.key === 'Escape') close()
    else { if (event.key === 'Enter') close(); return }
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  box.addEventListener('input', () => look())
  box.addEventListener('keydown', key)
  box.addEventListener('blur', close)
  list.addEventListener('mousedown', (event) => event.preventDefault()) // The box keeps the focus.
  return { close }
}

/** From -1 (none is chosen) through the last, and round. */
const wrapped = (index, length) => (index + 1 + length + 1) % (length + 1) - 1
