/// Lists of hosts, `host=a,b port=5432,5433`.
extension ConnectionSettings {
    /// Settings for one host each, in the order in which they are to be tried; these settings alone when they name one.
    ///
    /// A list that does not fit together is left as it is: libpq says what is wrong with it.
    var eachHost: [ConnectionSettings] {
        let (names, addresses, ports) = (list("host"), list("hostaddr"), list("port"))
        let count = max(names.count, addresses.count)
        guard count > 1, [0, count].contains(names.count), [0, count].contains(addresses.count),
            [0, 1, count].contains(ports.count)
        else { return [self] }
        let hosts = (0..<count).map { number in
            let port = ports.count == count ? ports[number] : ports.first
            return replacing("host", names.isEmpty ? nil : names[number])
                .replacing("hostaddr", addresses.isEmpty ? nil : addresses[number])
                .replacing("port", port == "" ? nil : port)
        }
        // libpq looks through the whole list for a standby before it takes what there is.
        guard value("target_session_attrs") == "prefer-standby" else { return hosts }
        return ["standby", "any"].flatMap { kind in hosts.map { $0.replacing("target_session_attrs", kind) } }
    }

    private func list(_ keyword: String) -> [String] {
        value(keyword).map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
    }
}
