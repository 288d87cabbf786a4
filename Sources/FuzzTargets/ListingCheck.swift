import ImageSources

/// Elements end in the order in which they began, and a listing that is printed from what was read is read as the same.
func checkListing(_ bytes: [UInt8]) throws(BrokenRule) {
    try checkNesting(of: bytes)
    guard let page = try? S3Page(bytes) else { return }
    for object in page.objects {
        try require(!object.key.isEmpty && object.size >= 0, "an object without a key or with a size below zero")
    }
    guard let again = try? S3Page(Array(listing(of: page).utf8)) else {
        throw BrokenRule(description: "the printed listing is refused")
    }
    try require(again.objects == page.objects, "the printed listing has other objects")
    try require(same(again.next, page.next), "the printed listing has another next page")
}

private func checkNesting(of bytes: [UInt8]) throws(BrokenRule) {
    var elements = XMLElements(bytes)
    var open: [String] = []
    var count = 0
    while let event = try? elements.next() {
        count += 1
        switch event {
        case .start(let name): open.append(name)
        case .end(let name, _): try require(same(open.popLast(), name), "an element ends that did not begin")
        }
        try require(open.count <= XMLElements.deepest, "\(open.count) elements lie in each other")
        try require(count <= bytes.count, "more elements than bytes")
    }
}

private func listing(of page: S3Page) -> String {
    let objects = page.objects.map {
        "<Contents><Key>\(escaped($0.key))</Key><Size>\($0.size)</Size><ETag>\(escaped($0.etag))</ETag></Contents>"
    }
    let next = page.next.map { "<NextContinuationToken>\(escaped($0))</NextContinuationToken>" } ?? ""
    let fields = "<IsTruncated>\(page.next != nil)</IsTruncated>\(next)"
    return "<ListBucketResult>\(fields)\(objects.joined())</ListBucketResult>"
}

private func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
        switch scalar {
        case "<": "&lt;"
        case "&": "&amp;"
        default: "\(scalar)"
        }
    }.joined()
}
