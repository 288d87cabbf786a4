import Dispatch
import ImageSearch
import ModelPackages
import OpenVINORuntime
import Scheduling
import Synchronization
import WorkerProcesses

/// The process that tries one tower for another: it loads it, runs it, tells how that went, and ends.
///
/// The program's `main` calls it before anything else when the first argument says so.
public enum TowerTrial {
    /// The hidden command.
    public static let command = "check-model"

    /// What is tried, and how.
    struct Options: Sendable {
        var limits: TrialLimits
        var folder: String
        var precision: Precision
        var tower: TriedTower
        var towerFolder, cacheFolder: String?

        var arguments: [String] {
            [
                TowerTrial.command, "\(limits.seconds)", "\(limits.megabytes)", precision.rawValue, tower.rawValue,
                folder,
                towerFolder ?? "", cacheFolder ?? "",
            ]
        }

        init(
            limits: TrialLimits, folder: String, precision: Precision, tower: TriedTower, towerFolder: String?,
            cacheFolder: String?
        ) {
            self.limits = limits
            self.folder = folder
            self.precision = precision
            self.tower = tower
            self.towerFolder = towerFolder
            self.cacheFolder = cacheFolder
        }

        init?(_ arguments: [String]) {
            guard arguments.count == 7, let seconds = Int(arguments[0]), let megabytes = Int(arguments[1]),
                let precision = Precision(rawValue: arguments[2]), let tower = TriedTower(rawValue: arguments[3])
            else { return nil }
            self.init(
                limits: TrialLimits(seconds: seconds, wholeSeconds: seconds, megabytes: megabytes),
                folder: arguments[4], precision: precision, tower: tower,
                towerFolder: arguments[5].isEmpty ? nil : arguments[5],
                cacheFolder: arguments[6].isEmpty ? nil : arguments[6])
        }
    }

    /// Tries the tower, and waits to be ended.
    public static func run() -> Never {
        WorkerEnd.beginWithFiles()
        if let options = Options(Array(CommandLine.arguments.dropFirst(2))),
            let memory = try? SharedMemory(ofWorker: TrialReport.byteCount)
        {
            WorkerEnd.limitMemory(bytes: options.limits.megabytes << 20)
            WorkerEnd.allow(seconds: options.limits.seconds)
            WorkerEnd.send(report(options).frame(in: memory))
        }
        // Ends the process when its program has heard enough.
        while true { _ = WorkerEnd.receive() }
    }

    /// Waits on the main thread, which the process needs to the end.
    private static func report(_ options: Options) -> TrialReport {
        let result = TrialResult()
        let isDone = DispatchSemaphore(value: 0)
        Task.detached {
            result.set(await outcome(options))
            isDone.signal()
        }
        isDone.wait()
        return result.value
    }

    private static func outcome(_ options: Options) async -> TrialReport {
        var file = options.folder
        do {
            let (package, tokenizer) = try await blocking {
                let package = try ModelPackage(folder: options.folder).prepared(for: options.precision)
                return (package.reading(from: options.towerFolder), try ModelTokenizer(package))
            }
            file = package.files.path(options.tower.file(of: package.files))
            try await LoadedTowers.load(
                package, tokenizer, options.precision, options.tower.alone, picturePriority: .immediate,
                cache: CompiledModelCache(folder: options.cacheFolder)
            ).tryOut()
            return .passed
        } catch let error as ModelError where error.code != .inferenceFailed {
            return .failed(error)
        } catch {
            let cause = (error as? ModelError)?.cause ?? "\(error)"
            return .failed(
                ModelError(
                    .damagedFile,
                    "\(file) makes no embeddings: it is no sound model; download it again, or choose another",
                    cause: cause))
        }
    }
}

/// One half of a model, which is tried by itself.
enum TriedTower: String, CaseIterable, Sendable {
    case text, image

    var alone: CLIPEmbedder.Towers { self == .text ? .textOnly : .imageOnly }

    func file(of files: PackageFiles) -> String { self == .text ? files.layout.textTower : files.layout.imageTower }
}

/// What one thread hands to another.
private final class TrialResult: Sendable {
    private let report = Mutex(TrialReport.passed)
    var value: TrialReport { report.withLock { $0 } }
    func set(_ value: TrialReport) { report.withLock { $0 = value } }
}
