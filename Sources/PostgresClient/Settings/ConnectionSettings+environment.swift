import CPostgres

/// libpq's environment variables, which it reads wherever it is told nothing else.
///
/// They cannot be overruled by values: an empty one counts as none, and there is no value at all that keeps libpq from
/// reading PGSERVICE. So a program removes them all, ``isLibpqVariable(_:)``, before it starts its first thread, and
/// gives those that it wants heard to ``ConnectionSettings/filled(from:)``.
extension ConnectionSettings {
    /// Whether libpq or psql, of any version, may read a variable of this name: all of libpq's begin alike.
    public static func isLibpqVariable(_ name: String) -> Bool { name.hasPrefix("PG") || name == "PSQLRC" }

    /// Variables never decide which server or database is meant, nor what this program depends on.
    private static let unheard: Set = ["service", "servicefile", "dbname", "client_encoding"]
    /// They belong together: PGHOSTADDR would redirect a host that is named, and PGPORT its port.
    private static let address: Set = ["host", "hostaddr", "port"]

    /// What these settings leave open is taken from libpq's environment variables, but for the database.
    ///
    /// - Parameter environment: variables by their names; others than libpq's are passed over. A URL that names a
    ///   service is complete, and hears nothing of them.
    /// - Returns: the settings with the variables that are heard.
    public func filled(from environment: [String: String]) -> ConnectionSettings {
        guard value("service") == nil else { return self }
        let isAddressed = value("host") != nil || value("hostaddr") != nil
        return ConnectionSettings.variables.reduce(self) { settings, option in
            guard let value = environment[option.variable], !value.isEmpty else { return settings }
            guard !ConnectionSettings.unheard.contains(option.keyword) else { return settings }
            if isAddressed, ConnectionSettings.address.contains(option.keyword) { return settings }
            return settings.withDefault(option.keyword, value)
        }
    }

    /// The keywords that this libpq also reads from the environment, each with the name of its variable.
    static var variables: [(keyword: String, variable: String)] {
        guard let options = PQconninfoParse("", nil) else { return [] }
        defer { PQconninfoFree(options) }
        var variables: [(String, String)] = []
        var option = options
        while let keyword = option.pointee.keyword {
            if let variable = option.pointee.envvar {
                variables.append((String(cString: keyword), String(cString: variable)))
            }
            option += 1
        }
        return variables
    }
}
