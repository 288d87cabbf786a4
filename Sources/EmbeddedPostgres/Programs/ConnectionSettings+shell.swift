import Platform
public import PostgresClient

extension ConnectionSettings {
    /// What psql is started with: libpq's `key='value'` form, without the password.
    public var shellArgument: String {
        complete.filter { $0.keyword != "password" && $0.keyword != "client_encoding" }.map { keyword, value in
            // A folder that this process holds open is reached by a child through this process.
            let value = value.replacing("/proc/self/fd/", with: "/proc/\(getpid())/fd/")
            let escaped = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
            return "\(keyword)='\(escaped)'"
        }.joined(separator: " ")
    }

    /// What psql finds in its environment, where other users cannot see it: the password.
    public var shellEnvironment: [String: String] {
        value("password").map { ["PGPASSWORD": $0] } ?? [:]
    }
}
