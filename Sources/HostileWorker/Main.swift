import Foundation
import WorkerProcesses

/// A worker that does what a decoder does that somebody else has taken over: tests hold their program against it.
///
/// The byte behind the signature of a GIF tells what it does.
@main
struct Main {
    static func main() {
        let arguments = CommandLine.arguments.compactMap { Int($0) }
        guard let size = arguments.first, let memory = try? SharedMemory(ofWorker: size) else { exit(1) }
        WorkerEnd.send(WorkerFrame([1, 0]))
        var served = 0
        while true {
            let request = WorkerEnd.receive()
            let fileStart = 16 << 20
            let what = memory.read(Int(request[1]), at: fileStart).dropFirst(6).first ?? 0
            answer(Character(UnicodeScalar(what)), isFirst: served == 0, memory)
            served += 1
        }
    }

    private static let gif: Int64 = 3
    private static let decoded = WorkerFrame([2, gif, 1, 1])

    private static func overrun() {
        let megabytes = CommandLine.arguments.compactMap { Int($0) }.dropFirst().first ?? 0
        if megabytes <= 512 { return WorkerEnd.send(WorkerFrame([3, 4, gif])) }
        while true { _ = getpid() }
    }

    /// A WebP of 300 x 300 pixels, by its header.
    private static let large: [UInt8] =
        Array("RIFF".utf8) + [22, 0, 0, 0] + Array("WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0, 43, 1, 0, 43, 1, 0]

    private static func answer(_ what: Character, isFirst: Bool, _ memory: SharedMemory) {
        switch what {
        case "a": abort()
        case "k": kill(getpid(), SIGKILL)
        case "x": exit(0)
        case "e": if isFirst { WorkerEnd.send(decoded) } else { abort() }
        case "l":
            // Longer than a quick picture may take, shorter than any.
            let start = clock()
            while clock() - start < 3 * CLOCKS_PER_SEC / 2 {}
            WorkerEnd.send(decoded)
        // Asks for more memory than a quick picture may have, then never ends.
        case "o": overrun()
        case "h": while true { _ = getpid() }
        case "s": while true { sleep(1000) }
        case "t":
            // At once: the second is there before the next picture is.
            WorkerEnd.send(decoded, WorkerFrame([2, gif, 77, 77]))
        case "n": WorkerEnd.send(WorkerFrame([-1]))
        case "w": WorkerEnd.send(WorkerFrame([2, gif, .max, .max]))
        case "z": WorkerEnd.send(WorkerFrame([2, gif, 0, -5]))
        case "p": WorkerEnd.send(WorkerFrame([2, gif, 1 << 20, 1 << 20]))
        // A camera with a line end, a place and a time that there are not.
        case "c": WorkerEnd.send(WorkerFrame([2, gif, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0x0A41]))
        case "y": WorkerEnd.send(WorkerFrame([2, gif, 1, 1, 4, 0, 0, Int64(bitPattern: Double.nan.bitPattern)]))
        case "d": WorkerEnd.send(WorkerFrame([2, gif, 1, 1, 1, .max]))
        // No thumbnail, one that is larger than was asked for, one that is larger than there is room for.
        case "1": WorkerEnd.send(WorkerFrame([5, 100]))
        case "2":
            memory.write(large, at: 0)
            WorkerEnd.send(WorkerFrame([5, Int64(large.count)]))
        case "3": WorkerEnd.send(WorkerFrame([5, .max]))
        case "f": WorkerEnd.send(WorkerFrame([2, 0, 1, 1]))
        case "r": WorkerEnd.send(WorkerFrame([3, 99, 99, .min, .max]))
        default: WorkerEnd.send(decoded)
        }
    }
}
