import Foundation
import ImageSearch
import ModelPackages
import Scheduling
import Synchronization
public import WorkerProcesses

/// Tries the towers of a model in processes of their own, before they are loaded here for the first time.
///
/// A model file is data, but the runtime parses it: one that is damaged, or was made to do harm, may end the process that loads
/// it, never come to an end, or take all memory. Here that is a ``ModelError``. A tower that has passed is marked in the cache
/// folder, and not tried again until it changes (docs/decisions/0035-models-are-tried-first.md).
public struct ModelCheck: Sendable {
    private let program: String
    private let limits: @Sendable (_ byteCount: Int) -> TrialLimits

    /// Names the program.
    ///
    /// - Parameter program: what is started; its `main` calls ``TowerTrial/run()`` when its first argument is
    ///   ``TowerTrial/command``.
    public init(program: String = WorkerProgram.thisProgram) {
        self.init(program: program) { TrialLimits(byteCount: $0) }
    }

    init(program: String, limits: @escaping @Sendable (_ byteCount: Int) -> TrialLimits) {
        self.program = program
        self.limits = limits
    }

    /// Tries the towers that are not known to be good.
    ///
    /// - Throws: ``ModelError``; `CancellationError` when the task is cancelled.
    func run(
        _ files: PackageFiles, _ towers: CLIPEmbedder.Towers, _ precision: Precision, fingerprint: String,
        cacheFolder: String?
    ) async throws {
        for tower in TriedTower.allCases where towers == .both || towers == tower.alone {
            let file = tower.file(of: files)
            let (mark, byteCount) = try await blocking {
                let state = try files.state(of: file)
                let mark = CheckMark(cacheFolder, fingerprint: fingerprint, precision, state: state.text)
                return (mark, state.byteCount)
            }
            if mark.isSet { continue }
            try await attempt(tower, files, precision, limits(byteCount), cacheFolder)
            mark.set()
        }
    }

    private func attempt(
        _ tower: TriedTower, _ files: PackageFiles, _ precision: Precision, _ limits: TrialLimits,
        _ cacheFolder: String?
    ) async throws {
        let isGivenUp = GivenUp()
        try await withTaskCancellationHandler {
            try await blocking {
                let folder = TrialFolder(in: cacheFolder)
                defer { folder.remove() }
                let options = TowerTrial.Options(
                    limits: limits, folder: files.folder, precision: precision, tower: tower,
                    towerFolder: files.towerFolder, cacheFolder: folder.path)
                let program = WorkerProgram(path: program, arguments: ["imagesearch"] + options.arguments)
                try TrialProcess(program: program, limits: limits, file: files.path(tower.file(of: files)))
                    .run { isGivenUp.isSet }
                folder.keepCompiledModels()
            }
        } onCancel: {
            isGivenUp.set()
        }
    }
}

/// What a trial may cost: more for larger files, and far more than a sound model needs.
struct TrialLimits: Sendable {
    /// Seconds of a processor, all threads together.
    var seconds: Int
    /// Seconds by the clock: other programs may want the processors too, and what waits for nothing takes none.
    var wholeSeconds: Int
    /// By how much the address space may grow.
    var megabytes: Int

    init(seconds: Int, wholeSeconds: Int, megabytes: Int) {
        self.seconds = seconds
        self.wholeSeconds = wholeSeconds
        self.megabytes = megabytes
    }

    /// For a tower of so many bytes; each thread reserves memory that it does not use.
    init(byteCount: Int) {
        let (size, cores) = (byteCount >> 20, ProcessInfo.processInfo.activeProcessorCount)
        let seconds = 60 + size / 8
        self.init(seconds: seconds, wholeSeconds: 5 * seconds, megabytes: 4096 + 256 * cores + 8 * size)
    }
}

/// That somebody no longer wants an answer.
private final class GivenUp: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
