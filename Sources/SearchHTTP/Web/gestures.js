// Mouse, fingers and wheel on the stage: zoom, move, swipe.

/** Pixels that a finger has to go until it is a swipe. */
const swipe = 56

/**
 * @param {HTMLElement} stage
 * @param {ReturnType<import('./zoom.js').createZoom>} zoom
 * @param {{onSwipe: (step: 1|-1) => void, onPullDown: () => void}} hear
 */
export function listenToGestures(stage, zoom, { onSwipe, onPullDown }) {
  /** Where each finger is. @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map()
  let start = null

  const at = (event) => ({ x: event.clientX, y: event.clientY })
  const spread = ([first, second]) => Math.hypot(first.x - second.x, first.y - second.y)
  const middle = ([first, second]) => ({ x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 })

  function moveTwo(event) {
    const before = [...fingers.values()]
    fingers.set(event.pointerId, at(event))
    const after = [...fingers.values()], from = middle(before), to = middle(after)
    zoom.by(spread(after) / Math.max(1, spread(before)), from)
    zoom.pan(to.x - from.x, to.y - from.y)
    start = null
  }

  function moveOne(event) {
    const before = fingers.get(event.pointerId), now = at(event)
    fingers.set(event.pointerId, now)
    if (zoom.isZoomed) zoom.pan(now.x - before.x, now.y - before.y)
    else if (start && event.pointerType !== 'mouse') zoom.drag(now.x - start.x, Math.max(0, now.y - start.y))
  }

  function end(event) {
    if (!fingers.delete(event.pointerId) || !start || zoom.isZoomed || event.pointerType === 'mouse') return
    const right = event.clientX - start.x, down = event.clientY - start.y
    start = null
    zoom.render()
    if (event.type === 'pointercancel') return
    if (Math.abs(right) > swipe && Math.abs(right) > Math.abs(down)) onSwipe(right < 0 ? 1 : -1)
    else if (down > 2 * swipe) onPullDown()
  }

  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    stage.setPointerCapture(event.pointerId)
    fingers.set(event.pointerId, at(event))
    start = fingers.size === 1 ? at(event) : null
  })
  stage.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId)) return
    if (fingers.size === 2) moveTwo(event)
    else moveOne(event)
  })
  stage.addEventListener('pointerup', end)
  stage.addEventListener('pointercancel', end)
  stage.addEventListener('dblclick', (event) => zoom.toggle(at(event), 1.5))
  stage.addEventListener('wheel', (event) => {
    event.preventDefault()
    // Two fingers on a touchpad are told as a wheel with Ctrl, in smaller steps.
    zoom.by(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), at(event))
  }, { passive: false })
}
