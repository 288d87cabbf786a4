import NIOCore

/// A host and a port as `Host` names them: `localhost:8000`, `[::1]`, `example.org`.
struct Authority: Equatable {
    /// In lower case, without the brackets of an IPv6 address and the dot of a complete name.
    let host: String
    let port: Int?

    /// Reads a header's value; `nil` when it is no host with or without a port.
    init?(_ text: some StringProtocol) {
        let isBracketed = text.first == "["
        guard let end = isBracketed ? text.firstIndex(of: "]") : text.firstIndex(of: ":") ?? text.endIndex else {
            return nil
        }
        let name = isBracketed ? text[text.index(after: text.startIndex)..<end] : text[..<end]
        let port = isBracketed ? text[text.index(after: end)...] : text[end...]
        guard port.isEmpty || port.first == ":" else { return nil }
        let digits = port.dropFirst()
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), digits.isEmpty || UInt16(digits) != nil else {
            return nil
        }
        host = (name.hasSuffix(".") ? name.dropLast() : name[...]).lowercased()
        guard !host.isEmpty, !host.contains(where: { "/@?#, ".contains($0) }) else { return nil }
        self.port = UInt16(digits).map(Int.init)
        guard !isBracketed || isAddress else { return nil }
    }

    /// Whether it is a literal IP address, which no name server can send elsewhere.
    var isAddress: Bool { (try? SocketAddress(ipAddress: host, port: 0)) != nil }

    /// Whether only programs of this machine reach it.
    var isLoopback: Bool { host == "localhost" || host == "::1" || (host.hasPrefix("127.") && isAddress) }
}

/// Where a page comes from, as `Origin` names it: `https://example.org:8443`.
struct Origin {
    private static let defaultPorts = ["http": 80, "https": 443]
    private let scheme: String
    private let authority: Authority

    /// Reads a header's value; `nil` for `null` and all else that names no host.
    init?(_ text: some StringProtocol) {
        guard let colon = text.firstRange(of: "://"), let authority = Authority(text[colon.upperBound...]) else {
            return nil
        }
        scheme = text[..<colon.lowerBound].lowercased()
        self.authority = authority
    }

    /// Whether a request for this host comes from a page of the same; a proxy may have taken off the TLS.
    func isSame(as host: Authority) -> Bool {
        let defaultPort = Self.defaultPorts[scheme]
        return authority.host == host.host && (authority.port ?? defaultPort) == (host.port ?? defaultPort)
    }
}
