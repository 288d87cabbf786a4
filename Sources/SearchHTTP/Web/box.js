// The box: what is typed, cleared, entered and left.
import { byId } from './dom.js'
import { createSuggestions } from './suggest.js'

/**
 * @param {object} hear
 * @param {(text: string, how: 'typed'|'entered'|'chosen') => void} hear.onText
 * @param {() => void} hear.onSettled the text is meant as it is
 * @param {() => void} hear.onLeave to the pictures
 */
export function createBox({ onText, onSettled, onLeave }) {
  const input = byId('box'), clear = byId('clear'), save = byId('save')
  const suggestions = createSuggestions(input, byId('suggestions'), (text) => onText(text, 'typed'))

  const key = {
    Escape() {
      if (input.value) onText('', 'chosen')
      else { input.blur(); onLeave() }
    },
    ArrowDown: onLeave,
  }
  input.addEventListener('input', () => onText(input.value, 'typed'))
  input.addEventListener('change', onSettled)
  input.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || !key[event.key]) return
    event.preventDefault()
    key[event.key]()
  })
  byId('search').addEventListener('submit', (event) => {
    event.preventDefault()
    suggestions.close()
    onText(input.value, 'entered')
    if (isTouched()) input.blur()
  })
  clear.addEventListener('click', () => { onText('', 'chosen'); input.focus() })

  function show(text) {
    if (input.value !== text) input.value = text
    clear.hidden = text === ''
    save.hidden = text.trim() === ''
  }

  return {
    show,
    focus() { input.focus({ preventScroll: true }); input.select() },
    /** Not where that brings up a keyboard that covers the pictures. */
    focusUnlessTouched() { if (!isTouched()) this.focus() },
    select(start, end) { input.focus(); input.setSelectionRange(start, end) },
  }
}

const isTouched = () => matchMedia('(pointer: coarse)').matches
