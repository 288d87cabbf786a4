import Foundation
import ImageSearchTesting
import Platform
import Testing

@testable import SearchCLI

/// What `doctor` says of a machine.
@Suite struct DoctorTests {
    @Test func `a folder is in order when this user alone can write it, or can make it`() async throws {
        try await withTemporaryFolder { folder in
            #expect(MachineChecks.folder(folder.path).isOK)
            #expect(MachineChecks.folder(folder.path + "/a/b").isOK)
            try folder.write([1], at: "file")
            #expect(!MachineChecks.folder(folder.path + "/file").isOK)
            #expect(!MachineChecks.folder(folder.path + "/file/below").isOK)
            chmod(folder.path, 0o777)
            #expect(!MachineChecks.folder(folder.path).isOK)
        }
    }

    #if arch(x86_64)
        @Test func `a processor without AVX2 is told`() {
            #expect(MachineChecks.processor("flags\t\t: fpu sse4_2 avx avx2 avx512f\n") == .ok("AVX-512, AVX2"))
            #expect(!MachineChecks.processor("flags\t\t: fpu sse4_2 avx\n").isOK)
        }
    #endif

    @Test func `a check that fails tells the error and what to do`() async throws {
        let check = Check("model") { throw UsageError("set MODEL_NAME") }
        #expect(try await check.line(check.verdict()) == "FAULT  model           set MODEL_NAME")
        let fine = Check("disk") { .ok("3 GB free") }
        #expect(try await fine.line(fine.verdict()) == "ok     disk            3 GB free")
    }
}
