/// That a picture was taken up, and what came of it: it is recorded before, so that whatever ends the program leaves a trace.
public struct Attempt: Sendable, Equatable {
    /// A picture during which the program ended so often is refused: it is not chance any more.
    public static let most = 3

    /// The file that was tried, as it was then.
    public var state: FileState
    /// What a refusal depends on beside the file (``ImageDecoder/rules``): with others, it is tried again.
    public var rules: String
    /// How often it was begun by a program that ended before the attempt did; one that is still running does not count, as it
    /// may have the picture in work.
    public var unfinished: Int
    /// Why it was refused; `nil` while it is in work.
    public var refusal: PictureError?

    /// Takes what is recorded.
    public init(state: FileState, rules: String, unfinished: Int, refusal: PictureError? = nil) {
        self.state = state
        self.rules = rules
        self.unfinished = unfinished
        self.refusal = refusal
    }

    /// One that has just begun.
    public init(_ file: PictureFile, rules: String) { self.init(state: file.state, rules: rules, unfinished: 0) }

    /// The same file under the same rules.
    public func concerns(_ file: PictureFile, rules: String) -> Bool {
        state == file.state && self.rules == rules
    }

    /// Why a file was refused; `nil` when it was not, or is another one since.
    public func refusal(of file: PictureFile, rules: String) -> PictureError? {
        concerns(file, rules: rules) ? refusal : nil
    }

    /// Why a file is refused from now on, although nobody has seen what is wrong with it: programs ended during it.
    public func blame(on file: PictureFile, rules: String) -> PictureError? {
        guard concerns(file, rules: rules), refusal == nil, unfinished >= Self.most else { return nil }
        return PictureError(.undecodable, "the program ended \(unfinished) times while it was at it")
    }
}
