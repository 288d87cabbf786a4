package import ImageSearch
package import PostgresClient

extension StoreError {
    /// What a connection to PostgreSQL failed with, as the core knows it.
    package init(_ failure: DatabaseFailure) {
        let code: Code =
            switch failure.code {
            case .unavailable: .unavailable
            case .overloaded: .overloaded
            case .unsuitableServer: .unsuitableServer
            case .full: .full
            case .failed: .failed
            }
        self.init(code, failure.description, hint: failure.remedy.map(Hint.init), cause: failure.cause)
    }
}

extension Hint {
    fileprivate init(_ remedy: DatabaseFailure.Remedy) {
        self =
            switch remedy {
            case .url: .databaseURL
            case .address: .databaseAddress
            case .running: .databaseRunning
            case .user: .databaseUser
            case .access: .databaseAccess
            case .name: .databaseName
            case .encryption: .databaseTLS
            case .sslMode: .databaseSSLMode
            case .parameter: .databaseParameter
            }
    }
}
