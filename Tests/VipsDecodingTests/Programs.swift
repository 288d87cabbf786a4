import Foundation

@testable import VipsDecoding

/// The programs that were built together with these tests.
enum Programs {
    static let imagesearch = path("imagesearch")
    /// Does what no worker should.
    static let hostile = path("HostileWorker")

    private static func path(_ name: String) -> String {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path + "/" + name) {
            folder.deleteLastPathComponent()
        }
        return folder.path + "/" + name
    }
}

extension WorkerImageDecoder {
    /// One with the real worker.
    static func real(_ limits: Limits = Limits(), concurrency: Int = 2) -> WorkerImageDecoder {
        WorkerImageDecoder(limits: limits, concurrency: concurrency, program: Programs.imagesearch)
    }

    /// One with a worker that somebody has taken over.
    static func hostile(_ limits: Limits = Limits(), concurrency: Int = 1) -> WorkerImageDecoder {
        WorkerImageDecoder(limits: limits, concurrency: concurrency, program: Programs.hostile)
    }
}
