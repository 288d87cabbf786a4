/// What became of one new or changed file.
enum Outcome: Sendable {
    /// It is a picture, to be saved.
    case found(PictureFile, Finding)
    /// It holds what is stored of it already.
    case refreshed(PictureFile)
    /// Something is wrong with it.
    case skipped(PictureFile, PictureError)

    /// What it became of.
    var file: PictureFile {
        switch self {
        case .found(let file, _), .refreshed(let file), .skipped(let file, _): file
        }
    }

    var picture: Picture? {
        guard case .found(let file, let finding) = self else { return nil }
        return finding.picture(in: file)
    }

    var refreshed: PictureFile? {
        guard case .refreshed(let file) = self else { return nil }
        return file
    }

    /// A file that is refused for good: whatever picture it held is no more.
    var refusal: Refusal? {
        guard case .skipped(let file, let error) = self, error.code.isLasting else { return nil }
        return Refusal(file: file, reason: error)
    }

    /// A file with a fault that may pass, which says nothing about what it holds.
    var passedOver: PictureFile? {
        guard case .skipped(let file, let error) = self, !error.code.isLasting else { return nil }
        return file
    }
}
