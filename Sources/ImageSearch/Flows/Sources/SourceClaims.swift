/// Sources of earlier versions, and folders that were moved: what of them a folder of this machine may take.
extension SourceRegistry {
    /// Sources without a place that are this folder, hold it or lie in it, and those that were moved to here.
    func claims(on known: [Source], _ plan: SourcePlan) async throws -> [SourcePlan.Claim] {
        var claims: [SourcePlan.Claim] = []
        let candidates = known.filter { $0.kind == .folder }
        // Of several names of one folder, that which results are to show comes first, and is the one that stays.
        let ordered =
            candidates.filter { $0.shownName == plan.name } + candidates.filter { $0.shownName != plan.name }
        for source in ordered {
            if let claim = try await claim(on: source, plan) { claims.append(claim) }
        }
        return claims
    }

    private func claim(on source: Source, _ plan: SourcePlan) async throws -> SourcePlan.Claim? {
        guard let path = try await claimedPath(of: source, plan) else { return nil }
        if source.place == nil, plan.isPrivate, plan.hasName(source) {
            return SourcePlan.Claim(source: source, path: path, paths: nil)
        }
        let files = try await catalogue.files(in: source.name)
        let present = await folders.present(files, in: path)
        guard present.ofSameSize > 0 else { return nil }
        let isWhole = plan.isPrivate || source.place != nil
        return SourcePlan.Claim(source: source, path: path, paths: isWhole ? nil : present.paths)
    }

    /// Where a source lies that may be taken, as far as its name and place tell.
    private func claimedPath(of source: Source, _ plan: SourcePlan) async throws -> String? {
        if let place = source.place { return await movedPath(of: source, from: place, plan) }
        if plan.hasName(source) { return plan.path }
        guard let path = try? await folders.realPath(of: source.shownName), await folders.exists(path) else {
            return nil
        }
        return plan.isRelated(path) ? path : nil
    }

    /// The plan's folder, when it is where the source's own has gone.
    private func movedPath(of source: Source, from place: SourcePlace, _ plan: SourcePlan) async -> String? {
        guard place.machine == machine.id, place.path != plan.path else { return nil }
        let now = try? await folders.realPath(of: place.path)
        if now == plan.path { return plan.path }
        let isStillThere = await folders.exists(place.path) && now == place.path
        return plan.hasName(source) && !isStillThere ? plan.path : nil
    }
}
