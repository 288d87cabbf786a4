/// One SQL statement with its values.
struct Statement {
    let sql: String
    let parameters: [Parameter]
    /// Kept on the server after the first use, and only executed from then on.
    let isPrepared: Bool

    /// A statement that recurs: its values stand in `$1`, `$2`, never in its text.
    static func prepared(_ sql: String, _ parameters: Parameter...) -> Statement {
        Statement(sql: sql, parameters: parameters, isPrepared: true)
    }

    /// A statement that is run once, or that PostgreSQL does not prepare.
    static func plain(_ sql: String, _ parameters: Parameter...) -> Statement {
        Statement(sql: sql, parameters: parameters, isPrepared: false)
    }
}
