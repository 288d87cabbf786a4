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
