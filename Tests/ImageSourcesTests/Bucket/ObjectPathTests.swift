import Testing

@testable import ImageSources

@Suite struct ObjectPathTests {
    static let paths: [(key: String, path: String)] = [
        ("a.jpg", "a.jpg"),
        ("folder/with space/été+%.JPG", "folder/with space/été+%.JPG"),
        ("100%25/50%.jpg", "100%2525/50%.jpg"),
        ("%2e%2E/a.jpg", "%252e%252E/a.jpg"),
        ("//a.jpg", "%2F/%2F/a.jpg"),
        ("/a.jpg", "%2F/a.jpg"),
        ("../../etc/a.jpg", "%2E%2E/%2E%2E/etc/a.jpg"),
        ("a/./b.jpg", "a/%2E/b.jpg"),
        ("a.jpg/b.jpg", "a.jpg%2F/b.jpg"),
        ("tab\there\u{0}\u{7f}.png", "tab%09here%00%7F.png"),
        ("a%/%2F.jpg", "a%/%252F.jpg"),
        ("/\u{301}.jpg", "%2F/\u{301}.jpg"),
        ("back\\slash:colon.webp", "back\\slash:colon.webp"),
    ]

    @Test(arguments: paths) func `a key is its own path where it can be`(key: String, path: String) throws {
        let made = try #require(ObjectPath.path(of: key))
        #expect(Array(made.utf8) == Array(path.utf8))
        #expect(Array(ObjectPath.key(of: path).utf8) == Array(key.utf8))
    }

    @Test(arguments: paths) func `every spelling of a path tells its key`(key: String, path: String) throws {
        let exact = try #require(ObjectPath.path(of: key, spelling: .exact))
        #expect(Array(ObjectPath.key(of: exact).utf8) == Array(key.utf8))
        #expect(exact.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test(arguments: ["a.txt", "a", "", "folder/", ".hidden.jpg", ".git/a.jpg", "@eaDir/a.jpg", "__MACOSX/._a.jpg"])
    func `what a folder would not list is not taken`(key: String) {
        #expect(ObjectPath.path(of: key) == nil)
    }

    @Test(arguments: ["é", "x", ".", "%41", "\u{1}"], [ObjectPath.Spelling.plain, .exact])
    func `a name that is too long is split, and no part is hidden`(filler: String, spelling: ObjectPath.Spelling) throws
    {
        let long = String(repeating: filler, count: 300)
        let key = "n\(long)/n\(long).jpeg"
        let path = try #require(ObjectPath.path(of: key, spelling: spelling))
        let names = path.split(separator: "/")
        #expect(names.allSatisfy { $0.utf8.count <= 255 && !$0.hasPrefix(".") })
        #expect(path.hasSuffix(".jpeg"))
        #expect(Array(ObjectPath.key(of: path).utf8) == Array(key.utf8))
    }

    @Test func `any key comes back from its path, and no two share one`() throws {
        var random = SplitMix(state: 7)
        let parts = ["a", "A", ".", "..", "/", "%", "2", "F", "2F", "é", "e\u{301}", "\u{1}", "+", "b.jpg", " ", "😀"]
        var keys: [[UInt8]: [UInt8]] = [:]
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...8, using: &random)
            let key = "k" + (0..<length).map { _ in parts.randomElement(using: &random) ?? "" }.joined() + ".jpg"
            for spelling in [ObjectPath.Spelling.plain, .exact] {
                guard let path = ObjectPath.path(of: key, spelling: spelling) else { continue }
                #expect(Array(ObjectPath.key(of: path).utf8) == Array(key.utf8))
                #expect(
                    keys.updateValue(Array(key.utf8), forKey: Array(path.utf8)) ?? Array(key.utf8) == Array(key.utf8))
            }
        }
        #expect(keys.count > 10_000)
    }
}

/// A small generator whose numbers are the same in every run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
