import ImageSearch
import ImageSearchTesting
import Testing

@Suite struct StoreContractTests {
    @Test func `the store in memory keeps both contracts`() async throws {
        try await CatalogueContract(makeStore: { MemoryStore() }) { ($0 as? MemoryStore)?.endPrograms() }.verify()
        try await VectorIndexContract { MemoryStore() }.verify()
    }

    @Test func `an index that returns one match less than there is is found out`() async throws {
        await #expect(throws: BrokenPromise.self) { try await VectorIndexContract { ForgetfulStore() }.verify() }
    }

    @Test func `a catalogue whose runs take each other's pictures for gone is found out`() async throws {
        let error = await #expect(throws: BrokenPromise.self) {
            try await CatalogueContract { ConfusedStore() }.verify()
        }
        #expect(error?.description.contains("takes for gone") == true)
    }
}

private struct ForgetfulStore: ForwardingStore {
    let base = MemoryStore()

    func nearest(
        to target: SearchTarget, where filter: Filter, count: Int, withEmbeddings: Bool
    ) async throws -> [Neighbour] {
        try await base.nearest(to: target, where: filter, count: count, withEmbeddings: withEmbeddings).dropLast()
    }
}

/// Ends each run as if it had begun last.
private struct ConfusedStore: ForwardingStore {
    let base = MemoryStore()

    func finish(_ run: Run, guarding unreadable: UnreadablePaths) async throws -> UnseenPictures {
        let newest = Run(number: run.number + 1, source: run.source, folder: run.folder)
        let isLast = try await base.begin(run.source, below: run.folder).number == run.number + 1
        return try await base.finish(isLast ? run : newest, guarding: unreadable)
    }
}
