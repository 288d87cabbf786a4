import Foundation
import ImageSearch
import ImageSearchTesting
import ProgramTesting
import Testing

/// A query finds the same over GET, POST and the command line, with a server and without.
@Suite(.ends(within: .seconds(900))) struct SameAnswerTests {
    /// What became of a query: the ids that were found, or the kind of refusal as the command line's exit code.
    private enum Outcome: Equatable {
        case found([String])
        case refused(Int32)
    }

    /// As many as are asked; starting a program takes longest, so that the command line is asked a part of them.
    private static let count = 200
    private static let commandLineStep = 2
    private static let withoutServerStep = 10

    @Test func `generated queries find the same ids in the same order, whoever is asked`() async throws {
        let (_, workspace, client) = try await ServedTestImages.shared.running()
        try await client.knowsBands()
        let all = try await client.ids("/images?limit=1000")
        #expect(all.count == Workspace.testImages.count)
        var random = SeededGenerator(seed: 11)
        var found = 0
        for number in 0..<Self.count {
            let query = try Query.generated(using: &random).asked(of: all.compactMap { PictureID($0) }, number)
            let expected = try await posted(query, client)
            if case .found(let ids) = expected, !ids.isEmpty { found += 1 }
            if let got = try await got(query, client) { #expect(got == expected, "GET \(query)") }
            guard number % Self.commandLineStep == 0, !query.description.isEmpty else { continue }
            #expect(try await typed(query, [], in: workspace) == expected, "\(query)")
            guard number % Self.withoutServerStep == 0 else { continue }
            #expect(try await typed(query, ["--no-server"], in: workspace) == expected, "\(query)")
        }
        #expect(found > Self.count / 4, "most queries find nothing: there is nothing to compare")
    }

    private func posted(_ query: Query, _ client: Client) async throws -> Outcome {
        let json = QueryJSON.text(of: query)
        guard !query.pictures.isEmpty else { return try outcome(try await client.post("/search", json: json)) }
        let files = try query.pictures.map { ($0, try Data(contentsOf: URL(fileURLWithPath: $0))) }
        return try outcome(
            try await client.post(
                "/search", text: ("query", json), files: Dictionary(uniqueKeysWithValues: files)))
    }

    /// A URL brings no pictures, and is not as long as a body may be.
    private func got(_ query: Query, _ client: Client) async throws -> Outcome? {
        let text = query.description.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        guard query.pictures.isEmpty, text.utf8.count < 4000 else { return nil }
        return try outcome(try await client.get("/search?q=\(text)"))
    }

    private func typed(_ query: Query, _ options: [String], in workspace: Workspace) async throws -> Outcome {
        let program = try await RunningProgram(
            ["search", "--ndjson"] + options + ["--", query.description], in: workspace,
            settings: ServedTestImages.settings)
        let code = try await program.exitCode()
        guard code <= 1 else { return .refused(code) }
        return .found(try program.standardOutput.split(separator: "\n").map { try id(Data($0.utf8)) })
    }

    private func outcome(_ answer: Client.Answer) throws -> Outcome {
        switch answer.status {
        case 200: return .found(try Client.ids(in: answer.body))
        case 404: return .refused(64)
        case 422: return .refused(answer.text.contains(#""detail":["#) ? 64 : 65)
        default: throw Unexpected("\(answer.status): \(answer.text)")
        }
    }

    private func id(_ line: Data) throws -> String {
        let object = try JSONSerialization.jsonObject(with: line) as? [String: Any]
        return try #require(object?["id"] as? String)
    }
}

extension Client {
    /// Waits until the server knows how likely pictures are to fit: answers change when it does.
    fileprivate func knowsBands() async throws {
        try await eventually("there are bands", within: .seconds(300)) {
            try await get("/search?q=a%20tree&limit=1").text.contains(/"band":"[a-z]+"/)
        }
    }

    fileprivate func ids(_ path: String) async throws -> [String] { try Self.ids(in: try await get(path).body) }

    fileprivate static func ids(in answer: Data) throws -> [String] {
        let object = try JSONSerialization.jsonObject(with: answer) as? [String: Any]
        return try #require(object?["matches"] as? [[String: Any]]).compactMap { $0["id"] as? String }
    }
}

extension Query {
    /// The same query about pictures that are there.
    fileprivate func asked(of ids: [PictureID], _ number: Int) throws -> Query {
        let files = Workspace.testImages.map(\.path)
        let known = try terms.enumerated().map { place, term in
            let kind: Term.Kind =
                switch term.kind {
                case .words: term.kind
                case .picture(_, let part): .picture(files[(number + place) % files.count], part: part)
                case .stored(_, let part): .stored(ids[(number + place) % ids.count], part: part)
                }
            return try Term(kind, weight: term.weight)
        }
        // Few filters of chance let any picture through.
        let kept = number.isMultiple(of: 2) ? Filter() : filter
        return try Query(
            known, filter: kept, order: order, onlyLikely: onlyLikely, collapsing: collapsing, page: page)
    }
}
