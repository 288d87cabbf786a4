import Foundation

/// Seconds that have gone by since an instant.
func seconds(since start: ContinuousClock.Instant) -> Double { (ContinuousClock.now - start) / .seconds(1) }

/// A duration as people say it: `4 s`, `3 min 20 s`, `2 h 5 min`.
func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "a long time" }
    let whole = Int(seconds.rounded(.up))
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
    switch bytes {
    case ..<1000: "\(bytes) bytes"
    case ..<1_000_000: "\(decimal(Double(bytes) / 1e3)) kB"
    case ..<1_000_000_000: "\(decimal(Double(bytes) / 1e6)) MB"
    default: "\(decimal(Double(bytes) / 1e9)) GB"
    }
}
