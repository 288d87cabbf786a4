// Where the picture lies on the stage: whole, or zoomed in and moved. Numbers and a transform.

/** The most that a picture is enlarged beyond its own pixels. */
const most = 8

/**
 * @param {HTMLElement} stage
 * @param {HTMLElement} image
 * @param {(state: {isZoomed: boolean, pixels: number, percent: number}) => void} onChange `pixels`: device pixels of the longer side
 */
export function createZoom(stage, image, onChange) {
  let natural = { width: 1, height: 1 }, fit = { width: 1, height: 1 }, scale = 1, x = 0, y = 0

  /** Scale at which a pixel of the picture is one of the screen. */
  const full = () => natural.width / (fit.width * devicePixelRatio)
  const highest = () => Math.max(2, full() * most)

  function measure() {
    const ratio = Math.min(stage.clientWidth / natural.width, stage.clientHeight / natural.height)
    // A small picture is enlarged a little, but not to a blur.
    const limited = Math.min(ratio, Math.max(1, 640 / Math.max(natural.width, natural.height)) * 1.5)
    fit = { width: natural.width * limited, height: natural.height * limited }
    image.style.width = `${fit.width}px`
    image.style.height = `${fit.height}px`
  }

  const within = (value, size, room) => {
    const slack = Math.max(0, (size * scale - room) / 2)
    return Math.max(-slack, Math.min(slack, value))
  }

  function render() {
    x = within(x, fit.width, stage.clientWidth)
    y = within(y, fit.height, stage.clientHeight)
    draw(x, y)
    stage.classList.toggle('zoomed', scale > 1)
    onChange({
      isZoomed: scale > 1, percent: Math.round(100 * scale / full()),
      pixels: Math.max(fit.width, fit.height) * scale * devicePixelRatio,
    })
  }

  /** By a transform alone, from the stage's corner: nothing is laid out anew. */
  function draw(left, top) {
    const middle = { x: stage.clientWidth / 2 + left, y: stage.clientHeight / 2 + top }
    image.style.transform = `translate(${middle.x}px, ${middle.y}px) scale(${scale}) translate(-50%, -50%)`
  }

  const zoom = {
    get isZoomed() { return scale > 1 },
    /** Shows another picture, whole. */
    reset(width, height) {
      natural = { width: width || 1, height: height || 1 }
      zoom.whole()
    },
    whole() {
      [scale, x, y] = [1, 0, 0]
      measure()
      render()
    },
    /** Zooms, leaving the point of the window where it is; the middle where none is given. */
    by(factor, point) {
      const { left, top, width, height } = stage.getBoundingClientRect()
      const from = { x: (point?.x ?? left + width / 2) - left - width / 2, y: (point?.y ?? top + height / 2) - top - height / 2 }
      const next = Math.max(1, Math.min(highest(), scale * factor))
      x = from.x - (from.x - x) * (next / scale)
      y = from.y - (from.y - y) * (next / scale)
      scale = next
      render()
    },
    /** 100 %, or the whole picture; twice as large where 100 % is less than `least` times what is shown. */
    toggle(point, least = 1.05) {
      if (scale > 1) zoom.whole()
      else zoom.by(full() > least ? full() : 2, point)
    },
    pan(right, down) {
      [x, y] = [x + right, y + down]
      render()
    },
    /** Follows a finger that swipes; `render` brings it back. */
    drag: draw,
    render,
    resize() {
      measure()
      render()
    },
  }
  return zoom
}
