import Foundation
import ImageSearchTesting
import Testing

@testable import SearchHTTP

@Suite struct MultipartTests {
    private func parse(_ text: String, boundary: String = "b") throws(MultipartError) -> [FormPart] {
        try MultipartParser.parts(of: Array(text.utf8), boundary: boundary)
    }

    private func contents(_ text: String, boundary: String = "b") throws -> [String] {
        let body = Array(text.utf8)
        return try parse(text, boundary: boundary).map { String(decoding: body[$0.content], as: UTF8.self) }
    }

    private func part(_ disposition: String) throws -> FormPart {
        try #require(try parse("--b\r\nContent-Disposition: form-data; \(disposition)\r\n\r\nx\r\n--b--").first)
    }

    @Test(arguments: ReferenceForm.all.indices)
    func `forms fall into the parts that python-multipart sees`(index: Int) throws {
        let form = ReferenceForm.all[index]
        let body = Array(form.body)
        let parts = try MultipartParser.parts(of: body, boundary: form.boundary)
        let seen = parts.map {
            ReferenceForm.Part(name: $0.name, fileName: $0.fileName, content: Data(body[$0.content]))
        }
        #expect(seen == form.parts)
    }

    @Test func `what stands before the first and after the last boundary is passed over`() throws {
        let head = "Content-Disposition: form-data; name=a\r\n\r\n"
        let found = try contents(
            "a preamble --b\r\n\n--b\r\n--bb\r\n--b \t\r\n\(head)1\r\n--b\r\n\(head)2\r\n--b--junk\r\n--b\r\n")
        #expect(found == ["1", "2"])
    }

    @Test func `a boundary that goes on is content`() throws {
        let body = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--bc\r\n--b-\r\n--b x\r\n--b--"
        #expect(try contents(body) == ["1\r\n--bc\r\n--b-\r\n--b x"])
    }

    @Test(arguments: [
        (#"name="file"; filename="a.jpg""#, "a.jpg"), (#"name="file"; filename="""#, ""), ("name=file", nil),
        (#"filename="a\"b\\c\d.jpg"; name="file""#, #"a"b\c\d.jpg"#), ("NAME=file; FileName=a b.jpg ", "a b.jpg"),
        (#"name="file"; filename="C:\x\y.jpg""#, #"C:\x\y.jpg"#), (#"name="file"; filename="a; name=b""#, "a; name=b"),
        (#"name="file"; filename="a.jpg"; filename*=UTF-8'de'%C3%A9%20%e2%82%ac.jpg"#, "é €.jpg"),
        ("name=file; filename*=utf-8''; filename=a.jpg", ""), ("name=file; filename*=UTF-8''%zz; filename=a", "a"),
        ("name=file; filename*=UTF-8''%FF; filename=a", "a"), ("name=file; filename*=other''x; filename=a", "a"),
        ("name=file; filename*=x", nil), (#"; ;=;x; name = "file" ; filename"#, nil),
        (#"name="file"; filename="open"#, "open"),
    ])
    func `names are read as clients write them`(disposition: String, fileName: String?) throws {
        let part = try part(disposition)
        #expect(part.name == "file")
        #expect(part.fileName == fileName)
    }

    @Test(arguments: [
        ("nothing of the kind", MultipartError.invalid), ("--c\r\n\r\n\r\n--c--", .invalid), ("\r\n--", .invalid),
        ("--b", .invalid), ("--b\r\n", .cutOff), ("--b\r\n\r\n", .missingName), ("--b\r\n\r\nx\r\n--b--", .missingName),
        ("--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", .missingName),
        ("--b\r\nno colon\r\n\r\nx\r\n--b--", .invalid),
        ("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx", .cutOff),
        ("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b", .cutOff),
        ("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\n--b--", .cutOff),
        ("--b\r\nX: " + String(repeating: "x", count: 9000) + "\r\n\r\nx\r\n--b--", .headersTooLarge),
        (
            String(repeating: "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n", count: 101) + "--b--",
            .tooManyParts
        ),
    ])
    func `a malformed form is refused`(body: String, error: MultipartError) {
        #expect(throws: error) { try parse(body) }
    }

    @Test(arguments: [
        ("multipart/form-data; boundary=x", "x"), ("Multipart/Form-Data ;charset=utf-8; BOUNDARY=\"a b\"", "a b"),
        ("application/json", nil), ("multipart/mixed; boundary=x", nil), ("", nil),
    ])
    func `the boundary is found in the type`(type: String, boundary: String?) throws {
        #expect(try MultipartBoundary(contentType: type)?.text == boundary)
    }

    @Test(arguments: [
        ("multipart/form-data", MultipartError.missingBoundary), ("multipart/form-data; boundary=", .invalid),
        ("multipart/form-data; boundary=" + String(repeating: "x", count: 71), .invalid),
        ("multipart/form-data; boundary=é", .invalid), ("multipart/form-data; boundary=\"a\tb\"", .invalid),
    ])
    func `a type without a usable boundary is refused`(type: String, error: MultipartError) {
        #expect(throws: error) { try MultipartBoundary(contentType: type) }
    }

    @Test func `no damage crashes the parser or makes parts out of nothing`() {
        var generator = SeededGenerator(seed: 20_260)
        for round in 0..<6000 {
            let form = ReferenceForm.all[round % ReferenceForm.all.count]
            var body = Array(form.body)
            for _ in 0...Int.random(in: 0..<4, using: &generator) { damage(&body, using: &generator) }
            guard let parts = try? MultipartParser.parts(of: body, boundary: form.boundary) else { continue }
            #expect(parts.reduce(0) { $0 + $1.content.count } <= body.count)
            #expect(parts.allSatisfy { !containsDelimiterLine(body[$0.content], form.boundary) })
        }
    }

    @Test func `headers of any bytes do not crash`() {
        var generator = SeededGenerator(seed: 5)
        let alphabet = Array("\";=\\ \t,:*'%aé\u{301}\u{0}\r\nname=filename\"".unicodeScalars)
        for _ in 0..<5000 {
            let scalars = (0..<Int.random(in: 0..<40, using: &generator)).compactMap { _ in
                alphabet.randomElement(using: &generator)
            }
            let header = ParameterisedHeader(String(String.UnicodeScalarView(scalars)))
            #expect((header["name"] ?? "").unicodeScalars.count <= scalars.count)
        }
    }

    /// Each is the worst that can be done to a parser that looks back; a quadratic one would not end.
    @Test(arguments: ["\r", "\r\n", "\r\n--", "\r\n--" + String(repeating: "b", count: 69), "\r\n--b \t", "-", " "])
    func `an awkward megabyte is read in one go`(piece: String) throws {
        let boundary = String(repeating: "b", count: 70)
        let content = String(repeating: piece, count: (1 << 20) / piece.utf8.count)
        let body = "--\(boundary)\r\nContent-Disposition: form-data; name=a\r\n\r\n\(content)\r\n--\(boundary)--"
        #expect(try contents(body, boundary: boundary) == [content])
    }

    @Test func `a file stays in the memory that its body came in`() throws {
        let body = formBody(Array(repeating: 7, count: 100_000))
        let place = body.withUnsafeBytes(\.baseAddress)
        // A second holder would make a copy of what is changed.
        let form = Form(body: consume body)
        let boundary = try MultipartBoundary(contentType: "multipart/form-data; boundary=line")
        let file = try form.takeFile("file", boundary: boundary).get()
        #expect(file.bytes == Array(repeating: 7, count: 100_000))
        #expect(file.bytes.withUnsafeBytes(\.baseAddress) == place)
    }

    private func damage(_ body: inout [UInt8], using generator: inout SeededGenerator) {
        guard let index = body.indices.randomElement(using: &generator) else { return }
        let end = min(body.count, index + Int.random(in: 0..<20, using: &generator))
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: body[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: body.remove(at: index)
        case 2: body.insert(contentsOf: Array("\r\n--\"\\;:=".utf8).shuffled(using: &generator).prefix(2), at: index)
        case 3: body.removeSubrange(index...)
        case 4: body.removeSubrange(index..<end)
        default: body.insert(contentsOf: body[index..<end], at: Int.random(in: 0...body.count, using: &generator))
        }
    }

    private func containsDelimiterLine(_ content: ArraySlice<UInt8>, _ boundary: String) -> Bool {
        let text = String(decoding: content.map { $0 < 0x80 ? $0 : 0 }, as: UTF8.self)
        return text.contains("\r\n--\(boundary)--") || text.contains("\r\n--\(boundary)\r\n")
    }
}
