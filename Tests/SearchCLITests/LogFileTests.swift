import Foundation
import Testing

@testable import SearchCLI

@Suite struct LogFileTests {
    /// A log in a folder of its own that is not there yet, whose files a test looks at.
    private struct Place {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString)")
        var path: String { folder.path + "/logs/a.log" }

        func text(_ suffix: String = "") throws -> String {
            try String(contentsOfFile: path + suffix, encoding: .utf8)
        }

        func access(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
    }

    private func withPlace(_ test: (Place) throws -> Void) throws {
        let place = Place()
        defer { try? FileManager.default.removeItem(at: place.folder) }
        try test(place)
    }

    private func add(_ line: String, to log: LogFile) {
        log.append(line)
        log.flush()
    }

    @Test func `a log that grows is put aside while it is written, and nothing is lost`() throws {
        try withPlace { place in
            let log = try LogFile(place.path, longest: 100)
            for number in 0..<5 { add("\(number) " + String(repeating: "x", count: 58) + "\n", to: log) }
            #expect(try place.text(".1").hasPrefix("2 ") && place.text().hasPrefix("4 "))
            #expect(try place.text(".1").contains("\n3 "))
        }
    }

    @Test func `a log that is moved away, removed or cut is gone on with`() throws {
        try withPlace { place in
            let log = try LogFile(place.path)
            add("one\n", to: log)
            try FileManager.default.moveItem(atPath: place.path, toPath: place.path + ".moved")
            add("two\n", to: log)
            #expect(try place.text(".moved") == "one\n" && place.text() == "two\n")
            try FileManager.default.removeItem(atPath: place.folder.path)
            add("three\n", to: log)
            #expect(try place.text() == "three\n")
            // As logrotate's `create` does.
            try FileManager.default.moveItem(atPath: place.path, toPath: place.path + ".moved")
            try Data().write(to: URL(fileURLWithPath: place.path))
            add("three and a half\n", to: log)
            #expect(try place.text() == "three and a half\n")
            truncate(place.path, 0)
            add("four\n", to: log)
            #expect(try place.text() == "four\n")
        }
    }

    @Test func `two programs with one log lose nothing of each other's`() throws {
        try withPlace { place in
            let (first, second) = (try LogFile(place.path), try LogFile(place.path))
            for number in 0..<10 { add("\(number)\n", to: number % 2 == 0 ? first : second) }
            #expect(try place.text() == (0..<10).map { "\($0)\n" }.joined())
        }
    }

    @Test func `log and folder are their owner's alone, those of earlier versions too`() throws {
        try withPlace { place in
            try FileManager.default.createDirectory(
                atPath: place.folder.path + "/logs", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755])
            try Data("old\n".utf8).write(to: URL(fileURLWithPath: place.path))
            chmod(place.path, 0o644)
            add("new\n", to: try LogFile(place.path))
            #expect(try place.access(place.path) == 0o600 && place.access(place.folder.path + "/logs") == 0o700)
            #expect(try place.text() == "old\nnew\n")
        }
    }

    @Test func `a log that cannot be written is an error, one that is full is none`() throws {
        #expect(throws: (any Error).self) { try LogFile("/dev/null/logs/a.log") }
        try withPlace { place in
            try FileManager.default.createDirectory(
                atPath: place.folder.path + "/logs", withIntermediateDirectories: true)
            mkfifo(place.path, 0o600)
            #expect(throws: (any Error).self) { try LogFile(place.path) }  // and does not wait for a reader
            #if os(Linux)
                unlink(place.path)
                symlink("/dev/full", place.path)
                add("lost\n", to: try LogFile(place.path))
            #endif
        }
    }
}
