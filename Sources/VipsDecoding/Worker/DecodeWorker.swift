import CPixels
import Foundation
import ImageSearch
import WorkerProcesses

/// The process that decodes pictures for another: it reads a request, decodes, answers, and knows nothing else.
///
/// The program's `main` calls it before anything else when the first argument says so.
public enum DecodeWorker {
    /// The hidden command.
    public static let command = "decode-worker"

    /// The pixels lie first in the shared memory; the file lies behind them.
    static let pixelBytes = 16 << 20

    /// How a worker is started.
    struct Options: Equatable {
        /// The size of the shared memory, in bytes.
        var sharedBytes: Int
        /// By how much the address space may grow, in megabytes.
        var megabytes: Int
        /// By how much it stands behind its program.
        var niceness: Int

        var arguments: [String] { [DecodeWorker.command, "\(sharedBytes)", "\(megabytes)", "\(niceness)"] }

        init(sharedBytes: Int, megabytes: Int, niceness: Int) {
            self.sharedBytes = sharedBytes
            self.megabytes = megabytes
            self.niceness = niceness
        }

        init?(_ arguments: ArraySlice<String>) {
            let numbers = arguments.compactMap { Int($0) }
            guard numbers.count == 3, numbers.allSatisfy({ $0 >= 0 }), numbers[0] > DecodeWorker.pixelBytes else {
                return nil
            }
            self.init(sharedBytes: numbers[0], megabytes: numbers[1], niceness: numbers[2])
        }
    }

    /// Works until its program has gone.
    public static func run() -> Never {
        WorkerEnd.begin()
        WorkerEnd.runOnGuardedStack {
            guard let options = Options(CommandLine.arguments.dropFirst(2)), VipsLibrary.isStarted else { return }
            DecodeWorker.work(options)
        }
    }

    private static func work(_ options: Options) {
        guard let memory = try? SharedMemory(ofWorker: options.sharedBytes) else { return }
        _ = nice(Int32(options.niceness))
        warmUp(memory)
        let shortage = DecodingFault(.tooMuchMemory, nil, options.megabytes)
        WorkerEnd.whenMemoryEnds(say: DecodeReply.refused(shortage).frame)
        pixels_when_memory_ends { WorkerEnd.sayLastWord() }
        WorkerEnd.send(DecodeReply.ready(WorkerEnd.confine(bytes: options.megabytes << 20)).frame)
        while true {
            let frame = WorkerEnd.receive()
            if frame == DecodeRequest.escape {
                WorkerEnd.send(DecodeReply.escaped(WorkerEnd.attemptEscape()).frame)
            } else if let request = DecodeRequest(frame) {
                WorkerEnd.allow(seconds: request.seconds)
                WorkerEnd.send(answer(request, memory, options).frame)
            }
        }
    }

    private static func answer(
        _ request: DecodeRequest, _ memory: SharedMemory, _ options: Options
    ) -> DecodeReply {
        let decoding = PictureDecoding(maxPixels: request.maxPixels)
        do throws(DecodingFault) {
            return try memory.withBytes(0..<memory.count) { all throws(DecodingFault) in
                let file = UnsafeMutableRawBufferPointer(rebasing: all[pixelBytes..<pixelBytes + request.byteCount])
                let result = UnsafeMutableRawBufferPointer(rebasing: all[..<pixelBytes])
                switch request.job {
                case .pixels(let geometry, let part):
                    guard let rgb = result.bindMemory(to: UInt8.self).baseAddress else {
                        throw DecodingFault(.damaged)
                    }
                    return .decoded(try decoding.decode(file, part: part, to: geometry, into: rgb))
                case .thumbnail(let longestSide):
                    return .thumbnail(try decoding.thumbnail(file, longestSide: longestSide, into: result))
                }
            }
        } catch {
            var fault = error
            if fault.kind == .tooMuchMemory { fault.first = options.megabytes }
            return .refused(fault)
        }
    }

    private static func warmUp(_ memory: SharedMemory) {
        for picture in WarmUpPictures.all {
            for job in [DecodeRequest.Job.pixels(PixelGeometry(side: 8), nil), .thumbnail(8)] {
                memory.write(picture, at: pixelBytes)
                let request = DecodeRequest(job, byteCount: picture.count, maxPixels: 1024, seconds: 0)
                _ = answer(request, memory, Options(sharedBytes: memory.count, megabytes: 0, niceness: 0))
            }
        }
    }
}
