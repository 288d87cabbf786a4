import Foundation
import ImageSearchTesting
import Testing

@testable import SearchCLI

@Suite struct MachineIdentityTests {
    @Test func `a machine is the same at every start, and never shows its number`() async throws {
        try await withTemporaryFolder { folder in
            let first = try MachineIdentity(given: nil, dataFolder: folder.path).find()
            #expect(try MachineIdentity(given: nil, dataFolder: folder.path).find() == first)
            #expect(first.count == 32 && first.allSatisfy(\.isHexDigit))
            let system = try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8)
            #expect(system?.hasPrefix(first) != true)
        }
    }

    @Test func `what the user says wins`() async throws {
        try await withTemporaryFolder { folder in
            let here = try MachineIdentity(given: "nas", dataFolder: folder.path).find()
            let elsewhere = try MachineIdentity(given: "nas", dataFolder: folder.path + "/elsewhere").find()
            #expect(here == elsewhere)
            #expect(here != "nas")
            #expect(try MachineIdentity(given: here, dataFolder: folder.path).find() == here, "as a warning tells it")
            #expect(try MachineIdentity(given: "laptop", dataFolder: folder.path).find() != here)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test func `a number that is kept outlives what it was made of, and makes two containers of one image two`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let one = MachineIdentity(
                given: nil, dataFolder: folder.path + "/1", systemNumber: { nil }, traits: { ["a"] })
            let kept = try one.find()
            let restarted = MachineIdentity(
                given: nil, dataFolder: folder.path + "/1", systemNumber: { nil }, traits: { ["b"] })
            #expect(try restarted.find() == kept)
            let other = MachineIdentity(
                given: nil, dataFolder: folder.path + "/2", systemNumber: { nil }, traits: { ["b"] })
            #expect(try other.find() != kept)
            let sibling = MachineIdentity(
                given: nil, dataFolder: folder.path + "/3", systemNumber: { nil }, traits: { ["a"] })
            #expect(try sibling.find() == kept, "another data folder of the same container")
        }
    }

    @Test func `where none can be kept, it says what to set`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write([1], at: "file")
            let identity = MachineIdentity(
                given: nil, dataFolder: folder.path + "/file", systemNumber: { nil }, traits: { ["a"] })
            let error = #expect(throws: UsageError.self) { try identity.find() }
            #expect(error?.description.contains("MACHINE_ID") == true)
        }
    }
}
