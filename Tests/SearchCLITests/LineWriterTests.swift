import Foundation
import Synchronization
import Testing

@testable import SearchCLI

@Suite struct LineWriterTests {
    @Test func `lines arrive whole and in order`() {
        let written = Mutex("")
        let writer = LineWriter { bytes in written.withLock { $0 += String(decoding: bytes, as: UTF8.self) } }
        for number in 0..<10_000 { writer.append("\(number)\n") }
        #expect(writer.flush(within: 60))
        #expect(written.withLock { $0 } == (0..<10_000).map { "\($0)\n" }.joined())
    }

    @Test func `a reader that takes nothing costs bounded memory, makes nobody wait, and is told what it missed`() {
        let isTaken = DispatchSemaphore(value: 0)
        let written = Mutex<[String]>([])
        let writer = LineWriter(capacity: 1000) { bytes in
            isTaken.wait()
            written.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
        }
        writer.append("first\n")
        // As the first may be taken at any moment, at least 1000 of the 5000 bytes are kept, and at most twice that.
        for _ in 0..<500 { writer.append("ten bytes\n") }
        #expect(!writer.flush(within: 0.01))
        isTaken.signal()
        isTaken.signal()
        #expect(writer.flush(within: 60))
        let text = written.withLock { $0.joined() }
        let kept = text.components(separatedBy: "ten bytes\n").count - 1
        #expect((99...200).contains(kept), "\(kept)")
        let dropped = text.matches(of: /\((\d+) lines were dropped: nothing took them\)\n/).compactMap { Int($0.1) }
        #expect(kept + dropped.reduce(0, +) == 500, "\(dropped)")
        #expect(text.hasSuffix("lines were dropped: nothing took them)\n"))
    }
}
