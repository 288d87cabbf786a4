import ImageSearch
import PostgresClient

extension StoreError {
    /// The same, as the core knows it.
    init(_ failure: DatabaseFailure) {
        let code: Code =
            switch failure.code {
            case .unavailable: .unavailable
            case .overloaded: .overloaded
            case .unsuitableServer: .unsuitableServer
            case .full: .full
            case .failed: .failed
            }
        self.init(code, failure.description, cause: failure.cause)
    }
}
