// Which pictures are selected, and who wants to know.

/** A set of ids in the order in which they were selected. */
export function createSelection() {
  let chosen = new Set()
  const listeners = new Set()

  function change(next) {
    const changed = [...chosen].filter((id) => !next.has(id)).concat([...next].filter((id) => !chosen.has(id)))
    if (changed.length === 0) return
    chosen = next
    for (const listener of listeners) listener(changed)
  }

  return {
    get size() { return chosen.size },
    has: (id) => chosen.has(id),
    ids: () => [...chosen],
    /** Selects exactly these. */
    set: (ids) => change(new Set(ids)),
    add: (ids) => change(new Set([...chosen, ...ids])),
    toggle(id) {
      const next = new Set(chosen)
      if (!next.delete(id)) next.add(id)
      change(next)
    },
    clear: () => change(new Set()),
    /** Calls `listener` with the ids that were selected or no longer are; returns what ends that. */
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Extends a selection from where it began; what was selected before stays. `ids`: those of the pictures from a number up to another. */
export function createRange(selection, ids) {
  let anchor = 0, base = []
  return {
    begin(index) { [anchor, base] = [index, selection.ids()] },
    extend(index) { selection.set([...base, ...ids(Math.min(anchor, index), Math.max(anchor, index) + 1)]) },
  }
}
