/// One SQL statement with its values.
package struct Statement {
    let sql: String
    let parameters: [Parameter]
    /// Kept on the server after the first use, and only executed from then on.
    let isPrepared: Bool

    /// A statement that recurs: its values stand in `$1`, `$2`, never in its text.
    package static func prepared(_ sql: String, _ parameters: Parameter...) -> Statement {
        Statement(sql: sql, parameters: parameters, isPrepared: true)
    }

    /// A statement that recurs, with a list of values.
    package static func prepared(_ sql: String, values: [Parameter]) -> Statement {
        Statement(sql: sql, parameters: values, isPrepared: true)
    }

    /// A statement that is run once, or that PostgreSQL does not prepare.
    package static func plain(_ sql: String, _ parameters: Parameter...) -> Statement {
        Statement(sql: sql, parameters: parameters, isPrepared: false)
    }

    /// The same, and nothing of it is kept on the server.
    var unprepared: Statement { Statement(sql: sql, parameters: parameters, isPrepared: false) }

    /// The name of the prepared statement: the same for the same text and types in every program and on every connection,
    /// so that whoever finds it on a shared one finds what it would have prepared itself.
    var name: String {
        // FNV-1a: the texts are a few dozen, all of them this program's.
        let types = parameters.map { "\($0.type)" }.joined(separator: ",")
        let hash = "\(sql)\0\(types)".utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        return "imagesearch_" + String(hash, radix: 16)
    }
}
