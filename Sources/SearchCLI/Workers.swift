import CLIPEmbedding
import VipsDecoding

/// Runs as a worker of another process of this program, when the arguments say so, and returns otherwise.
///
/// Workers are no commands for people: no help tells of them.
public func runWorker(_ arguments: [String]) {
    switch arguments.dropFirst().first {
    case DecodeWorker.command: DecodeWorker.run()
    case TowerTrial.command: TowerTrial.run()
    default: break
    }
}
