// A rectangle drawn over the picture: a part to search by. By mouse, finger or keys.
import { el } from './dom.js'

/** The smallest side, as a fraction of the picture; and how far an arrow goes. */
const smallest = 0.04, step = 0.02
const corners = ['nw', 'ne', 'sw', 'se']

const clamp = (value, low, high) => Math.max(low, Math.min(high, value))
const rounded = (value) => Math.round(value * 1000) / 1000

/**
 * @param {HTMLElement} parent what it fills
 * @param {HTMLElement} image what it lies over
 * @param {{onCrop: (part: number[]) => void, onEnd: () => void}} hear `part`: left, top, width, height in fractions
 */
export function createCrop(parent, image, { onCrop, onEnd }) {
  let part = [0.25, 0.25, 0.5, 0.5], grip = null
  const frame = el('div', { class: 'crop-frame', tabindex: 0, role: 'group', 'aria-describedby': 'crop-help' },
    ...corners.map((corner) => el('span', { class: `crop-corner ${corner}`, 'data-corner': corner })))
  const layer = el('div', { class: 'crop', hidden: true }, frame,
    el('div', { class: 'crop-bar' },
      el('span', { id: 'crop-help' }, 'Draw a part. Arrows move it, Shift and arrows size it.'),
      el('button', { type: 'button', class: 'button', 'on:click': close }, 'Cancel'),
      el('button', { type: 'button', class: 'button main', 'on:click': search }, 'Search this part')))
  parent.append(layer)

  function search() {
    close()
    onCrop(part.map(rounded))
  }

  function close() {
    if (layer.hidden) return
    layer.hidden = true
    onEnd()
  }

  /** The picture's place on the layer, in pixels. */
  function box() {
    const { left, top, width, height } = image.getBoundingClientRect(), origin = layer.getBoundingClientRect()
    return { left: left - origin.left, top: top - origin.top, width, height, origin }
  }

  function render() {
    const { left, top, width, height } = box(), [x, y, w, h] = part
    Object.assign(frame.style, {
      left: `${left + x * width}px`, top: `${top + y * height}px`, width: `${w * width}px`, height: `${h * height}px`,
    })
    const percent = part.map((value) => Math.round(value * 100))
    frame.setAttribute('aria-label', `Part: ${percent[0]} % from the left, ${percent[1]} % from the top, ${percent[2]} % wide, ${percent[3]} % high`)
  }

  /** The rectangle between two points of the picture. */
  function between(a, b) {
    const [left, right] = [a.x, b.x].sort((p, q) => p - q), [top, bottom] = [a.y, b.y].sort((p, q) => p - q)
    const width = Math.max(smallest, right - left), height = Math.max(smallest, bottom - top)
    part = [Math.min(left, 1 - width), Math.min(top, 1 - height), width, height]
  }

  function moveTo(left, top) {
    part = [clamp(left, 0, 1 - part[2]), clamp(top, 0, 1 - part[3]), part[2], part[3]]
  }

  function pointOf(event) {
    const { left, top, width, height, origin } = box()
    return { x: clamp((event.clientX - origin.left - left) / width, 0, 1), y: clamp((event.clientY - origin.top - top) / height, 0, 1) }
  }

  /** What a pointer holds: the rectangle, one of its corners, or the beginning of a new one. */
  function gripOf(event) {
    const point = pointOf(event), corner = event.target.dataset.corner, [x, y, w, h] = part
    if (corner) return { fixed: { x: corner[1] === 'w' ? x + w : x, y: corner[0] === 'n' ? y + h : y } }
    if (event.target === frame) return { offset: { x: point.x - x, y: point.y - y } }
    return { fixed: point }
  }

  layer.addEventListener('pointerdown', (event) => {
    if (event.target.closest('.crop-bar')) return
    grip = gripOf(event)
    layer.setPointerCapture(event.pointerId)
    event.preventDefault()
    frame.focus()
  })
  layer.addEventListener('pointermove', (event) => {
    if (!grip) return
    const point = pointOf(event)
    if (grip.fixed) between(grip.fixed, point)
    else moveTo(point.x - grip.offset.x, point.y - grip.offset.y)
    render()
  })
  for (const name of ['pointerup', 'pointercancel']) layer.addEventListener(name, () => { grip = null })

  const arrows = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }
  layer.addEventListener('keydown', (event) => {
    event.stopPropagation()
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && event.target === frame) search()
    else if (event.key in arrows && event.target === frame) byArrow(arrows[event.key], event.shiftKey)
    else return
    event.preventDefault()
  })

  function byArrow([right, down], isSizing) {
    const [left, top, width, height] = part
    if (isSizing) part = [left, top, clamp(width + right, smallest, 1 - left), clamp(height + down, smallest, 1 - top)]
    else moveTo(left + right, top + down)
    render()
  }

  return {
    get isOpen() { return !layer.hidden },
    open() {
      part = [0.25, 0.25, 0.5, 0.5]
      layer.hidden = false
      render()
      frame.focus()
    },
    close,
    render: () => { if (!layer.hidden) render() },
  }
}
