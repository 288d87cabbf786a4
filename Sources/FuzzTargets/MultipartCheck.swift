import SearchHTTP

/// The first line of the input is a request's `Content-Type`, the rest its body.
///
/// Parts lie in the body, one behind the other, and hold no delimiter; a form that is printed from them is read as the same.
func checkMultipart(_ bytes: [UInt8]) throws(BrokenRule) {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let body = Array(bytes.dropFirst(line.count + 1))
    guard let boundary = try? MultipartBoundary(contentType: String(decoding: line, as: UTF8.self))?.text,
        let parts = try? MultipartParser.parts(of: body, boundary: boundary)
    else { return }
    try checkPlaces(of: parts, in: body)
    // What is printed needs more room than what was read, and the headers of a part may not be long.
    guard parts.allSatisfy({ $0.name.utf8.count + ($0.fileName ?? "").utf8.count < MultipartParser.maxHeaderBytes / 4 })
    else { return }
    try checkRoundTrip(of: parts, in: body, boundary)
}

private func checkPlaces(of parts: [FormPart], in body: [UInt8]) throws(BrokenRule) {
    try require(parts.count <= MultipartParser.maxParts, "more parts than a form may have")
    var end = 0
    for part in parts {
        try require(part.content.lowerBound >= end, "a part begins in the one before it")
        end = part.content.upperBound
    }
    try require(end <= body.count, "a part ends behind the body")
}

private func checkRoundTrip(of parts: [FormPart], in body: [UInt8], _ boundary: String) throws(BrokenRule) {
    let printed = form(of: parts, in: body, boundary)
    guard let again = try? MultipartParser.parts(of: printed, boundary: boundary) else {
        throw BrokenRule(description: "the printed form is refused")
    }
    try require(again.count == parts.count, "the printed form has \(again.count) parts, not \(parts.count)")
    for (part, other) in zip(parts, again) {
        try require(same(part.name, other.name), "a field's name has changed")
        try require(same(part.fileName, other.fileName), "a file's name has changed")
        try require(body[part.content].elementsEqual(printed[other.content]), "a field's content has changed")
    }
}

private func form(of parts: [FormPart], in body: [UInt8], _ boundary: String) -> [UInt8] {
    var printed: [UInt8] = []
    for part in parts {
        let name = part.name.unicodeScalars.map { "\"\\".unicodeScalars.contains($0) ? "\\\($0)" : "\($0)" }.joined()
        let file = part.fileName.map { "; filename*=UTF-8''\(percentEncoded($0))" } ?? ""
        printed += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\(file)\r\n\r\n".utf8
        printed += body[part.content]
        printed += "\r\n".utf8
    }
    return printed + "--\(boundary)--\r\n".utf8
}

/// Each byte as `%` and two hexadecimal digits.
func percentEncoded(_ text: String) -> String {
    text.utf8.map { ($0 < 16 ? "%0" : "%") + String($0, radix: 16) }.joined()
}
