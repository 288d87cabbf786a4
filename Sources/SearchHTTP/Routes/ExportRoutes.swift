import HTTPTypes
import Hummingbird
import ImageSearch
import NIOCore

extension SearchAPI {
    /// The route that hands out many pictures at once.
    var exportRoutes: [Endpoint] {
        [
            Endpoint(
                .post, "/export",
                .init(
                    id: "export", tag: .pictures, summary: "Take pictures along",
                    text: """
                        Their paths, what is known of them as JSON or CSV, or their files in a zip archive, which is sent while they are \
                        read. At most \(ExportRequest.limit) pictures; ids that are not stored are passed over.
                        """),
                parameters: .exportKind, .exported, answer: .exported,
                errors: [.unknownPicture, .tooLarge, .internalError, .unavailable]
            ) { kind, request in
                let slot = try exports.begin()
                let pictures = try await pictures(of: request)
                if kind == .zip { try checkSize(of: pictures) }
                return Export(kind: kind, pictures: pictures, originals: flows.originals, slot: slot)
            }
        ]
    }

    private func pictures(of request: ExportRequest) async throws -> [StoredPicture] {
        switch request {
        case .ids(let ids):
            var known = Dictionary(
                try await flows.catalogue.pictures(ids).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
            guard !known.isEmpty else { throw HTTPError(.notFound, message: "there are no pictures with these ids") }
            return ids.compactMap { known.removeValue(forKey: $0) }
        case .query(let parsed):
            let query = parsed.query.at(try Page(limit: parsed.limit ?? ExportRequest.limit))
            do {
                return try await StoredFile.opening { try await flows.searcher.search(query).matches.map(\.picture) }
            } catch let error as QueryError where error.code != .unknownPicture {
                throw ValidationError([ValidationFault(error, at: ["body", "query"])])
            }
        }
    }

    private func checkSize(of pictures: [StoredPicture]) throws {
        let bytes = pictures.reduce(0) { $0 + Int($1.state.size) }
        guard bytes > configuration.maxExportBytes else { return }
        throw RefusedRequest(
            status: .contentTooLarge,
            description:
                "the files have \(bytes >> 20) MB together, more than the \(configuration.maxExportBytes >> 20) MB that one archive may have",
            hint: .exportSize)
    }
}

/// What is made of pictures that are taken along.
enum ExportKind: String, Sendable, CaseIterable {
    case paths, json, csv, zip

    fileprivate var type: String {
        switch self {
        case .paths: "text/plain; charset=utf-8"
        case .json: "application/json"
        case .csv: "text/csv; charset=utf-8; header=present"
        case .zip: "application/zip"
        }
    }

    fileprivate var fileName: String {
        switch self {
        case .paths: "paths.txt"
        case .json: "pictures.json"
        case .csv: "pictures.csv"
        case .zip: "pictures.zip"
        }
    }
}

/// Pictures on their way to a client.
struct Export: Sendable {
    let kind: ExportKind
    let pictures: [StoredPicture]
    let originals: any Originals
    /// Held until all is sent.
    let slot: ExportLimit.Slot

    fileprivate var response: Response {
        let headers: HTTPFields = [
            .contentType: kind.type, .contentDisposition: "attachment; filename=\"\(kind.fileName)\"",
            .cacheControl: "no-store",
        ]
        return Response(status: .ok, headers: headers, body: body)
    }

    private var body: ResponseBody {
        switch kind {
        case .paths: ResponseBody(byteBuffer: ByteBuffer(string: pictures.map { $0.location.line + "\n" }.joined()))
        case .json: ResponseBody(byteBuffer: JSON.array(pictures.map(\.json)).encoded())
        case .csv: ResponseBody(byteBuffer: ByteBuffer(string: CSVText.text(of: pictures)))
        case .zip:
            ResponseBody { [archive = PictureArchive(pictures: pictures, originals: originals), slot] writer in
                try await archive.write(to: &writer)
                withExtendedLifetime(slot) {}
            }
        }
    }
}

extension PictureLocation {
    /// Its path on one line: a name with a new line in it must not pass for two.
    fileprivate var line: String {
        description.unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: "\\u{\(String(scalar.value, radix: 16))}"
            default: String(scalar)
            }
        }.joined()
    }
}

extension Parameter where Value == ExportKind {
    /// What is to be made of the pictures.
    fileprivate static var exportKind: Parameter {
        let word = Parameter<String>.word(
            "as", of: ExportKind.allCases.map(\.rawValue), "What is to be made of the pictures.")
        return Parameter(description: word.description) { values throws(ValidationFault) in
            let text = try word.read(values)
            guard let kind = ExportKind(rawValue: text) else { throw .missing(.query, "as") }
            return kind
        }
    }
}

extension Answer where Value == Export {
    fileprivate static var exported: Answer {
        let file: JSON = ["type": "string", "format": "binary"]
        let contents = ExportKind.allCases.map { kind in
            let type = kind.type.split(separator: ";").first.map(String.init) ?? kind.type
            let schema: JSON = kind == .json ? ["type": "array", "items": Schema.picture.reference] : file
            return JSON.Member(name: type, value: ["schema": schema])
        }
        let description = AnswerDescription(
            text: "The pictures.", contents: contents, schemas: [.picture],
            headers: [
                HeaderDescription(name: "Content-Disposition", text: "A name for the file, to be saved."),
                HeaderDescription(name: "Cache-Control", text: "`no-store`."),
            ])
        return Answer(description: description, response: \.response)
    }
}
