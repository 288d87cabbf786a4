// Selects in the grid: one picture, all up to another, a section.

/** @param {object} selection @param {(from: number, to: number) => string[]} ids those of the pictures from a number up to another */
export function createChoice(selection, ids) {
  /** Where a range begins, what was selected beside it, and which picture was selected last. */
  let anchor = 0, base = [], last = -1

  const choice = {
    /** From here on a range extends; what is selected now stays. */
    begin(index) { [anchor, base] = [index, selection.ids()] },
    /** Other pictures are shown. */
    restart(index) {
      choice.begin(index)
      last = -1
    },
    extend(index) {
      last = anchor
      selection.set([...base, ...ids(Math.min(anchor, index), Math.max(anchor, index) + 1)])
    },
    /** Selects a picture or no longer; or all from the last one up to it, wherever was gone to since. */
    select(index, isExtending) {
      if (isExtending) {
        if (selection.has(ids(last, last + 1)[0])) anchor = last
        return choice.extend(index)
      }
      selection.toggle(ids(index, index + 1)[0])
      choice.begin(index)
      last = index
    },
    /** Selects all of a section, or none of it when all are selected. */
    selectSection({ from, to }) {
      const its = new Set(ids(from, to))
      if ([...its].every(selection.has)) selection.set(selection.ids().filter((id) => !its.has(id)))
      else selection.set([...selection.ids(), ...its])
    },
  }
  return choice
}
