import Foundation

/// Seconds that have gone by since an instant.
func seconds(since start: ContinuousClock.Instant) -> Double { (ContinuousClock.now - start) / .seconds(1) }

/// A duration as people say it: `4 s`, `3 min 20 s`, `2 h 5 min`.
func duration(_ seconds: Double) -> String {
    guard seconds < 1e9 else { return "a long time" }
    let whole = Int(max(0, seconds).rounded(.up))
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600: return "\(whole / 60) min \(whole % 60) s"
    default: return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}

/// A number with one digit after the point.
func decimal(_ value: Double) -> String { String(format: "%.1f", value) }

/// A number of bytes as people say it: `351.2 MB`.
func byteCount(_ bytes: Int64) -> String {
    bytes < 1000 ? "\(bytes) bytes" : byteCount(Double(bytes))
}

/// The same of a number that was computed, such as a rate.
func byteCount(_ bytes: Double) -> String {
    switch bytes {
    case ..<1000: "\(String(format: "%.0f", bytes)) bytes"
    case ..<1e6: "\(decimal(bytes / 1e3)) kB"
    case ..<1e9: "\(decimal(bytes / 1e6)) MB"
    default: "\(decimal(bytes / 1e9)) GB"
    }
}
