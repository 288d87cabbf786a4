/// Which of a filter's conditions pictures meet that were found with it.
struct MetConditions: Sendable {
    private let filter: Filter
    /// Conditions that a picture need not meet, since another one does as well.
    private let alternatives: Set<Condition>
    private let met: [PictureID: Set<Condition>]

    /// Asks the catalogue where it has to be asked: what stands alone is met by all that was found.
    ///
    /// - Throws: ``StoreError``.
    init(of pictures: [PictureID], _ filter: Filter, in catalogue: any Catalogue) async throws {
        self.filter = filter
        let alternatives = filter.groups.filter { $0.conditions.count > 1 }.flatMap(\.conditions)
        self.alternatives = Set(alternatives)
        met =
            alternatives.isEmpty
            ? [:] : try await catalogue.conditions(among: alternatives, metBy: pictures).mapValues { Set($0) }
    }

    /// Those that one of the pictures meets, and those by which others were left out.
    func clauses(of picture: PictureID) -> [Filter.Clause] {
        filter.clauses.filter { clause in
            clause.isExcluded || !alternatives.contains(clause.condition)
                || met[picture]?.contains(clause.condition) ?? false
        }
    }
}
