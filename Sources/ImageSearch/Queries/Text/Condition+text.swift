extension Condition {
    /// Reads a value of a key.
    ///
    /// - Parameters:
    ///   - key: one of ``QueryKey/conditions``.
    ///   - value: what stands behind the colon, without quotes.
    /// - Throws: ``QueryError`` with code `filter` that says what is expected.
    package init(_ key: QueryKey, _ value: String) throws(QueryError) {
        switch key {
        case .in: self = .folder(value)
        case .source: self = .source(value)
        case .name: self = .name(value)
        case .type: self = .format(try ImageFormat(value: value))
        case .shape: self = .shape(try Shape(value: value))
        case .size: self = .size(try NumberRange(value, .bytes))
        case .width: self = .width(try NumberRange(value, .pixels))
        case .height: self = .height(try NumberRange(value, .pixels))
        case .after: self = .taken(try TimeRange(from: Period(value: value).start, until: nil))
        case .before: self = .taken(try TimeRange(from: nil, until: Period(value: value).start))
        case .date: self = .taken(try TimeRange(value: value))
        case .since: self = .indexed(try TimeRange(since: value))
        case .camera: self = .camera(value)
        case .place: self = .place(value)
        case .near: self = .near(try Circle(value: value))
        case .id, .picture, .sort, .duplicates, .limit, .fav:
            throw QueryError(.filter, "\(key.rawValue): is no filter with a value")
        }
    }

    /// The key and the value that ``init(_:_:)`` makes it of; ``QueryKey/fav`` has none.
    package var text: (key: QueryKey, value: String) {
        switch self {
        case .folder(let folder): (.in, folder)
        case .source(let name): (.source, name)
        case .name(let text): (.name, text)
        case .format(let format): (.type, format.rawValue)
        case .shape(let shape): (.shape, shape.rawValue)
        case .size(let range): (.size, range.text(.bytes))
        case .width(let range): (.width, range.text(.pixels))
        case .height(let range): (.height, range.text(.pixels))
        case .taken(let range): range.takenText
        case .camera(let text): (.camera, text)
        case .place(let name): (.place, name)
        case .near(let circle): (.near, circle.value)
        case .indexed(let range): (.since, range.sinceValue)
        case .favourite: (.fav, "")
        }
    }

    /// The same condition as it is kept: a folder's name has no slash at its end.
    ///
    /// - Throws: ``QueryError`` with code `filter` for a text with a zero byte, which no file, camera or place has.
    func checked() throws(QueryError) -> Condition {
        switch self {
        case .source(let text), .name(let text), .camera(let text), .place(let text), .folder(let text):
            guard !text.utf8.contains(0) else { throw QueryError(.filter, "expected a text without zero bytes") }
        default: break
        }
        guard case .folder(let folder) = self, folder.utf8.last == UInt8(ascii: "/") else { return self }
        let end = folder.utf8.lastIndex { $0 != UInt8(ascii: "/") }
        return .folder(end.map { String(folder[...$0]) } ?? "")
    }
}

extension ImageFormat {
    /// Reads its name in any case; `jpg` and `heif` stand for `jpeg` and `heic`.
    fileprivate init(value: String) throws(QueryError) {
        let name = lowercasedASCII(value)
        guard let format = ImageFormat(rawValue: ["jpg": "jpeg", "heif": "heic"][name] ?? name) else {
            throw QueryError(.filter, "expected \(choices(ImageFormat.allCases.map(\.rawValue)))")
        }
        self = format
    }
}

extension Shape {
    /// Reads its name in any case.
    fileprivate init(value: String) throws(QueryError) {
        guard let shape = Shape(rawValue: lowercasedASCII(value)) else {
            throw QueryError(.filter, "expected \(choices(Shape.allCases.map(\.rawValue)))")
        }
        self = shape
    }
}
