import Foundation
import FuzzTargets

/// The target that the environment names.
let chosenTarget: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else { fatalError("FUZZ_TARGET is \(name.debugDescription)") }
    return target
}()
