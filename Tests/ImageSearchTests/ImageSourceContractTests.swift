import ImageSearch
import ImageSearchTesting
import Testing

@Suite struct ImageSourceContractTests {
    @Test func `the source in memory keeps the contract`() async throws {
        try await ImageSourceContract { files in
            let source = MemorySource()
            for (path, bytes) in files { source.set(path, bytes) }
            return source
        }.verify()
    }

    @Test func `a source that changes bytes is found out`() async throws {
        await #expect(throws: ImageSourceContract.Violation.self) {
            try await ImageSourceContract { files in
                let source = MemorySource()
                for (path, bytes) in files { source.set(path, bytes.reversed()) }
                return source
            }.verify()
        }
    }
}
