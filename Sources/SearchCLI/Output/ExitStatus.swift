import CLIPEmbedding
import ImageSearch
import ModelPackages
import SearchHTTP

/// What an error is to a shell: the one table from errors to exit codes, which are those of sysexits.h.
///
/// | error | code |
/// | --- | --- |
/// | no picture that is likely to fit, or none at all | 1 |
/// | a command, a query or a setting that makes no sense | 64 |
/// | bytes that are no picture, damaged or too large | 65 |
/// | a picture, a source, a model or an .env file that cannot be read | 66 |
/// | a database, decoder, server or model hub that cannot be reached or used, a port that is taken | 69 |
/// | no space left | 73 |
/// | results that cannot be written | 74; 141 when their reader has gone, as SIGPIPE would |
/// | some objects of a bucket that failed, too much work that waits (again later) | 75 |
/// | another model's vectors in the database | 78 |
/// | stopped by Ctrl-C | 130 |
/// | anything else | 70 |
enum ExitStatus {
    /// Nothing was found, as grep says it.
    static let notFound: Int32 = 1
    /// Some objects of a bucket could not be downloaded; the rest could.
    static let someFailed: Int32 = 75

    static func code(of error: any Error) -> Int32 {
        switch error {
        case is UsageError, is QueryError: 64
        case let error as ServerError: error.exitCode
        case let error as PictureError: [.unreadable, .vanished].contains(error.code) ? 66 : 65
        case is SourceError, is DotEnvError: 66
        case is DecoderUnavailable: 69
        case let error as StoreError: code(of: error)
        case let error as ModelHubError: code(of: error)
        case let error as ModelError: code(of: error)
        case is ListenError: 69
        case let error as OutputError: error.exitCode
        case is Overloaded: someFailed
        case is Interrupted, is CancellationError: 130
        default: 70
        }
    }

    private static func code(of error: ModelError) -> Int32 {
        switch error.code {
        case .precision: 64
        case .untried: 69
        default: 66
        }
    }

    private static func code(of error: ModelHubError) -> Int32 {
        switch error.code {
        case .unknownName: 64
        case .unreachable, .refused: 69
        case .full: 73
        default: 66
        }
    }

    private static func code(of error: StoreError) -> Int32 {
        switch error.code {
        case .unavailable, .overloaded, .unsuitableServer, .alreadyInUse: 69
        case .full: 73
        case .otherModel: 78
        default: 70
        }
    }
}
