import ArgumentParser
import ImageSearch

/// How what was found is written; the same for every command that finds pictures.
struct HitOptions: ParsableArguments {
    @Flag(help: "Print the JSON array that the API answers to plain words: path and distance.")
    var json = false

    @Flag(help: "Print all that is known of each picture, as one line of JSON each.")
    var ndjson = false

    @Flag(name: .customLong("paths0"), help: "Print the paths alone, each with a zero byte behind it, for xargs -0.")
    var paths = false

    @Flag(help: "Tell why each picture was found.")
    var explain = false

    @Flag(help: "Open the first picture; only on a terminal.")
    var open = false

    @Option(
        help: ArgumentHelp(
            "Show the first pictures in the terminal: auto, kitty, iterm2, sixel or none.", valueName: "kind"))
    var previews = PreviewChoice.auto

    @Flag(name: .customLong("no-previews"), help: "The same as --previews none.")
    var withoutPreviews = false

    func validate() throws {
        guard [json, ndjson, paths].count(where: { $0 }) <= 1 else {
            throw ValidationError("please give only one of --json, --ndjson and --paths0")
        }
    }

    /// Refuses what needs a terminal where there is none.
    ///
    /// - Throws: ``UsageError``.
    func check() throws {
        guard open, !Terminal.isResultShown else { return }
        throw UsageError("--open is for a terminal, and never for a pipe or a file")
    }

    /// The way in which pictures are shown; `nil` for not at all.
    var previewProtocol: PreviewProtocol? {
        guard Terminal.isResultShown, !json, !ndjson, !paths, !withoutPreviews else { return nil }
        return previews.choice
    }
}
