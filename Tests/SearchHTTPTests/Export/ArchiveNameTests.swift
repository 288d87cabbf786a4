import Testing

@testable import SearchHTTP

@Suite struct ArchiveNameTests {
    @Test(arguments: [
        ("photos/2024/oak.jpg", "photos/2024/oak.jpg"), ("/home/me/oak.jpg", "home/me/oak.jpg"),
        ("../../etc/passwd", "etc/passwd"), ("a/./b/../c.jpg", "a/b/c.jpg"), ("..", "picture"), ("/", "picture"),
        ("a\\..\\b.jpg", "a_.._b.jpg"), ("C:/x.jpg", "C_/x.jpg"), ("été/木 🌳.png", "été/木 🌳.png"),
        ("gpj.\u{202e}exe", "gpj._exe"), ("line\nbreak\u{2028}.jpg", "line_break_.jpg"), ("a./b ", "a/b"),
        ("nul/CON.jpg", "_nul/_CON.jpg"), ("console.jpg", "console.jpg"), (" ", "_"), ("...", "_"),
        (#"<"a">|?*.jpg"#, "__a_____.jpg"), ("\u{0}", "_"),
    ])
    func `a name is safe wherever it is unpacked`(path: String, name: String) {
        var names = ArchiveNames()
        #expect(names.name(for: path) == name)
    }

    @Test func `no two files have one name, on any system`() {
        var names = ArchiveNames()
        let paths = [
            "a/x.jpg", "a/x.jpg", "A/X.JPG", "a/x (2).jpg", "a/x", "a/x", "a/b?.jpg", "a/b*.jpg", "a/x/y.jpg", "a",
            ".hidden", ".hidden",
        ]
        let made = paths.map { names.name(for: $0) }
        #expect(
            made == [
                "a/x.jpg", "a/x (2).jpg", "A/X (3).JPG", "a/x (2) (2).jpg", "a/x", "a/x (2)", "a/b_.jpg",
                "a/b_ (2).jpg",
                "a_x_y.jpg", "a (2)", ".hidden", ".hidden (2)",
            ])
        #expect(Set(made.map { $0.lowercased() }).count == paths.count)
    }

    @Test func `a long name keeps its ending`() {
        var names = ArchiveNames()
        let long = String(repeating: "木", count: 85)
        let made = [names.name(for: long + ".jpeg"), names.name(for: long + "x.jpeg")]
        #expect(made.allSatisfy { $0.utf8.count <= 210 && $0.hasSuffix(".jpeg") })
        #expect(made[0] != made[1])
    }
}

@Suite struct CSVTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("two\nlines", "\"two\nlines\""),
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
        ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""), ("\r\n", "\"'\r\n\""),
        ("＝1", "'＝1"), ("a=1", "a=1"), ("", ""), ("été 木", "été 木"),
    ])
    func `a text is one field, and no formula`(text: String, field: String) { #expect(CSVText.field(text) == field) }
}

@Suite struct CRC32Tests {
    @Test func `the checksum is that of the standard, however the bytes come`() {
        var whole = CRC32()
        #expect(whole.value == 0)
        whole.update(Array("123456789".utf8))
        #expect(whole.value == 0xCBF4_3926)
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 3) }
        var (one, parts) = (CRC32(), CRC32())
        one.update(bytes)
        var rest = bytes[...]
        for count in [1, 7, 8, 9, 100, 875] {
            parts.update(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        #expect(rest.isEmpty && parts.value == one.value)
    }
}
