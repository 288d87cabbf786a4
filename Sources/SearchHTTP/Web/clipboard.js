// Copies text. Browsers lend the clipboard to pages of https and localhost only; the older way works everywhere.

/** @returns {Promise<boolean>} whether it was copied */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyByField(text)
  }
}

function copyByField(text) {
  const field = document.createElement('textarea'), before = document.activeElement
  field.value = text
  field.className = 'visually-hidden'
  // In an open dialog nothing outside of it can be focused.
  const parent = before?.closest('dialog[open]') ?? document.body
  parent.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  before?.focus({ preventScroll: true })
  return isCopied
}
