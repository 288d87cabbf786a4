import ModelPackages
import Platform
import WorkerProcesses

/// The program's side of a trial: starts the process, waits for it within its limits, and says what its end means.
struct TrialProcess {
    let program: WorkerProgram
    let limits: TrialLimits
    /// The tower's, for errors.
    let file: String

    /// How soon somebody who has given up is noticed, and a limit.
    private static let step = Duration.milliseconds(25)

    /// Waits until the tower has passed; blocks.
    ///
    /// - Throws: ``ModelError``; `CancellationError` when it was given up.
    func run(isGivenUp: () -> Bool) throws {
        let memory: SharedMemory
        var worker: WorkerProcess
        do throws(WorkerFailure) {
            memory = try SharedMemory(count: TrialReport.byteCount)
            worker = try WorkerProcess(program, memory: memory)
        } catch {
            throw ModelError(
                .untried, "no process to try \(file) in can be had: see what the system lacks", cause: "\(error)")
        }
        let start = ContinuousClock.now
        while true {
            switch worker.receive(within: Self.step) {
            case .frame(let frame): return try take(frame, memory)
            case .ended: throw error(of: worker.end())
            case .nothing: break
            }
            if isGivenUp() { throw CancellationError() }
            if worker.processorTime > .seconds(limits.seconds)
                || ContinuousClock.now - start > .seconds(limits.wholeSeconds)
            {
                throw tooSlow
            }
        }
    }

    private func take(_ frame: WorkerFrame, _ memory: SharedMemory) throws(ModelError) {
        switch TrialReport(frame, in: memory) {
        case .passed?: return
        case .failed(let error)?: throw error
        case nil: throw damaged("took over the process that tried it")
        }
    }

    private func error(of end: WorkerProcess.End) -> ModelError {
        switch end.signal {
        case SIGXCPU: tooSlow
        case SIGKILL:
            ModelError(
                .untried,
                "\(file) could not be tried, its process was killed: see that there is memory for it, and try again")
        case let signal?: damaged("ended the process that tried it (signal \(signal))")
        case nil: damaged("ended the process that tried it")
        }
    }

    private var tooSlow: ModelError { damaged("did not come to an end in \(limits.seconds) s of a processor") }

    private func damaged(_ what: String) -> ModelError {
        ModelError(.damagedFile, "\(file) \(what): it is no sound model; download it again, or choose another")
    }
}
