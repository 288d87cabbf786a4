import Crypto
import Foundation
import LocalFiles
import Testing
import Transfers

@Suite struct DigestTests {
    @Test(arguments: [0, 1, 1 << 20, 3 << 20 + 1])
    func `a file's digest is that of its bytes, however many pieces it is read in`(count: Int) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "digest-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        try OpenFile(writing: path).write(bytes)
        #expect(try digest(of: OpenFile(reading: path), SHA256()) == SHA256.hash(data: bytes))
        var start = Insecure.MD5()
        start.update(data: [1, 2, 3])
        #expect(try digest(of: OpenFile(reading: path), start) == Insecure.MD5.hash(data: [1, 2, 3] + bytes))
    }
}
