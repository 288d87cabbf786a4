import ImageSearch

/// The body of `POST /search`: JSON, or with pictures a form.
struct SearchBody {
    let type: String
    let bytes: [UInt8]

    /// Writes a query and the pictures that it names.
    init(_ asked: AskedQuery) throws {
        guard !asked.pictures.isEmpty else {
            type = "application/json"
            bytes = Array(QueryJSON.text(of: asked.query).utf8)
            return
        }
        // The names of files may hold what no name of a field may, and are none of the server's business.
        let names = Dictionary(
            uniqueKeysWithValues: asked.pictures.keys.sorted().enumerated().map { ($1, "picture\($0 + 1)") })
        let boundary = "imagesearch-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        type = "multipart/form-data; boundary=\(boundary)"
        var body: [UInt8] = []
        func add(_ disposition: String, _ content: [UInt8]) {
            body += "--\(boundary)\r\nContent-Disposition: form-data; \(disposition)\r\n\r\n".utf8
            body += content
            body += "\r\n".utf8
        }
        add("name=\"query\"", Array(QueryJSON.text(of: try asked.query.renamingPictures(names)).utf8))
        for (name, field) in names.sorted(by: { $0.value < $1.value }) {
            add("name=\"\(field)\"; filename=\"\(field)\"", asked.pictures[name] ?? [])
        }
        bytes = body + "--\(boundary)--\r\n".utf8
    }
}

extension Query {
    /// The same query with other names for the pictures that come with it.
    fileprivate func renamingPictures(_ names: [String: String]) throws(QueryError) -> Query {
        var renamed: [Term] = []
        for term in terms {
            guard case .picture(let name, let part) = term.kind else {
                renamed.append(term)
                continue
            }
            renamed.append(try Term(.picture(names[name] ?? name, part: part), weight: term.weight))
        }
        return try Query(
            renamed, filter: filter, order: order, onlyLikely: onlyLikely, collapsing: collapsing, page: page)
    }
}
