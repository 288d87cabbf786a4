/// What stands between white space, quotes and their content being one.
struct QueryToken {
    /// What a token can be.
    enum Body {
        /// A `+` or `-` on its own; ``QueryToken/sign`` says which.
        case sign
        /// Words, as they are meant: without quotes.
        case words(String)
        /// A picture that comes with the query, or a stored one.
        case picture(Term.Kind)
        /// A key and its value, as it is meant.
        case option(QueryKey, String)
        /// The word `likely`.
        case likely
        /// The word `fav`, which may have a minus.
        case favourite
    }

    /// A `+` or `-` before something.
    enum Sign: Double { case plus = 1, minus = -1 }

    /// Unicode scalars before it in the text.
    let position: Int
    /// As it was typed.
    var text: String
    /// The sign that stands on its own or is glued to the body.
    var sign: Sign?
    /// The number that is glued to the body with a colon.
    var weight: Double?
    /// What it says.
    var body: Body
    /// What it may have been meant to be.
    var note: QueryNote?

    /// A fault of this token, with what was typed before the reason.
    func error(_ code: QueryError.Code, _ reason: String) -> QueryError {
        QueryError(code, shown(text) + (text.utf8.last == UInt8(ascii: ":") ? " " : ": ") + reason, position: position)
    }

    func error(_ error: QueryError) -> QueryError { self.error(error.code, error.description) }
}

/// A piece of a query for a message: not long, and nothing that moves a cursor.
func shown(_ text: String) -> String {
    let scalars = text.unicodeScalars.prefix(60).map { isControl($0) ? escaped($0) : String($0) }
    return scalars.joined() + (text.unicodeScalars.count > 60 ? "..." : "")
}

/// It would move a terminal's cursor or begin a line.
func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}

/// The escape by which quotes hold a scalar: `\u{1b}`.
func escaped(_ scalar: Unicode.Scalar) -> String { "\\u{\(String(scalar.value, radix: 16))}" }
