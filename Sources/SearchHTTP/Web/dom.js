// Makes elements. Text goes in as text only: nothing here reads HTML.

/** @type {(id: string) => any} */
export const byId = (id) => document.getElementById(id)

/**
 * An element. `on:click` adds a listener, `class` and all else are attributes; null and false leave one out, true gives an empty one.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node|string|null|false)} children
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith('on:')) node.addEventListener(name.slice(3), value)
    else if (name === 'value' || name === 'checked') node[name] = value
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value)
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false))
  return node
}

/** One of the symbols in page.html, for the eye alone: what stands beside it says the same in words. */
export function icon(name) {
  const [svg, use] = ['svg', 'use'].map((tag) => document.createElementNS('http://www.w3.org/2000/svg', tag))
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  use.setAttribute('href', `#i-${name}`)
  svg.append(use)
  return svg
}

/** A button that shows a symbol and is called `label`. */
export function iconButton(name, label, press, props = {}) {
  return el('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, 'on:click': press, ...props }, icon(name))
}

/** "1 picture", "2,000 pictures". */
export const count = (number, one, more = `${one}s`) => `${number.toLocaleString('en')} ${number === 1 ? one : more}`
