import Foundation
import Testing

@testable import SearchCLI

/// Which signals end a program.
@Suite(.serialized) struct StopSignalTests {
    @Test func `a closed terminal ends a program unless it was told to outlive it`() {
        let before = signal(SIGHUP, SIG_DFL)
        defer { signal(SIGHUP, before) }
        #expect(StopSignals.all().map { "\($0)" } == ["SIGINT", "SIGTERM", "SIGHUP"])
        signal(SIGHUP, SIG_IGN)
        #expect(StopSignals.all().map { "\($0)" } == ["SIGINT", "SIGTERM"])
    }
}
