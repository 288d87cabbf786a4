import ImageSearch
import LocalFiles
import NIOHTTP1
import Transfers

extension ModelDownload {
    /// What went wrong, in the user's terms; errors of other kinds stay what they are.
    func described(_ error: any Error) -> any Error {
        switch error {
        case let excess as FileDownload.Excess: described(excess)
        case let mismatch as FileDownload.Mismatch: described(mismatch)
        case let failure as HTTPFailure: described(failure)
        case let error as SystemError: described(error)
        default: error
        }
    }

    private func described(_ excess: FileDownload.Excess) -> ModelHubError {
        guard let size = excess.promised else { return limits.tooLarge(repository) }
        return ModelHubError(
            .damaged,
            "\(excess.path) of \(repository) is larger than the \(size) bytes that \(hub.endpoint) promised",
            hint: .otherHub)
    }

    private func described(_ mismatch: FileDownload.Mismatch) -> ModelHubError {
        ModelHubError(
            .damaged,
            "\(mismatch.path) of \(repository) arrived twice with another digest than \(hub.endpoint) promised",
            hint: .otherHub)
    }

    private func described(_ error: SystemError) -> ModelHubError {
        error.isFull
            ? ModelHubError(.full, "no space is left in \(folder)", hint: .modelsDisk)
            : ModelHubError(.failed, "cannot write to \(folder) (\(error))", hint: .modelsFolder)
    }

    private func described(_ failure: HTTPFailure) -> ModelHubError {
        let url = "\(hub.endpoint)/\(repository)"
        return switch failure.status {
        case nil:
            ModelHubError(
                .unreachable,
                "cannot download the model from \(url) into \(folder) (\(failure))", hint: .network)
        case .unauthorized, .forbidden:
            ModelHubError(
                .refused, "\(url) is not there or not open to everyone (\(failure))", hint: .modelAccess)
        case .notFound: ModelHubError(.refused, "there is no model at \(url)", hint: .modelHub)
        case .tooManyRequests:
            ModelHubError(.refused, "\(url) was asked for too often", hint: .modelLimit)
        default: ModelHubError(.unreachable, "\(url) does not answer as it should (\(failure)): try again later")
        }
    }
}
