import ImageSearch
import Testing

@testable import PostgresStore

@Suite struct ServerRequirementsTests {
    @Test func `PostgreSQL before 14 is refused`() throws {
        let error = #expect(throws: StoreError.self) { try ServerRequirements.check(server: 130_014) }
        #expect(error?.code == .unsuitableServer)
        #expect(error?.description == "PostgreSQL 13 is too old: version 14 or later is needed")
        try ServerRequirements.check(server: 140_000)
        try ServerRequirements.check(server: 180_006)
    }

    @Test(arguments: [
        (nil, nil, "install it there"), (nil, "0.8.6", "CREATE EXTENSION vector"),
        ("0.7.4", "0.7.4", "pgvector 0.7.4 is too old"), ("0.6", "0.8.6", "ALTER EXTENSION vector UPDATE"),
    ])
    func `pgvector that is missing or too old is refused with what to do`(
        installed: String?, available: String?, advice: String
    ) {
        let error = #expect(throws: StoreError.self) {
            try ServerRequirements.check(installed: installed, available: available)
        }
        #expect(error?.code == .unsuitableServer)
        #expect(error?.description.contains(advice) == true)
    }

    @Test(arguments: [("0.8.0", false), ("0.8.3", false), ("0.8.4", true), ("0.8.10", true), ("0.10.0", true)])
    func `indexes are built from 0_8_4 on`(installed: String, isSound: Bool) throws {
        #expect(try ServerRequirements.check(installed: installed, available: nil) == isSound)
    }
}
