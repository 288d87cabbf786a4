/// As many results as the page shows, scrolled to the end and back: what moves, and what grows.
struct Scrolling: Sendable {
    /// The page shows no more of one query.
    private static let most = 5000

    let report: Report
    let library: FilledLibrary

    func run(_ port: UInt16) async throws {
        let browser = try await BrowserSession()
        try browser.open("http://localhost:\(port)/")
        _ = try browser.run(Self.watch)
        try browser.type([["/"]] + Queries()[40].map { [String($0)] })
        let first = try roundTrip(browser)
        let before = try browser.memory()
        let second = try roundTrip(browser)
        let after = try browser.memory()
        guard let shown = first["shown"], let elements = second["elements"], let shift = second["shift"] else {
            throw Failure("the page was not scrolled to its end: \(first), \(second)")
        }
        let count = min(Self.most, library.rows)
        try check(Int(shown) == count, "\(count) results to be shown, not \(Int(shown))")
        let name = "page: \(count) results of \(library.rows) rows, to the end and back"
        report.add(.bounded("\(name), layout shift", shift, "", atMost: 0))
        report.add(.bounded("\(name), elements at most", elements, "", atMost: 1500, ["nodes": after.nodes]))
        report.add(
            .bounded(
                "\(name) once more, heap grown by", after.megabytes - before.megabytes, "MB", atMost: 0.5,
                ["heap, MB": after.megabytes, "nodes grown by": after.nodes - before.nodes]))
    }

    private func roundTrip(_ browser: BrowserSession) throws -> [String: Double] {
        let deadline = now() + 300
        while now() < deadline {
            guard let found = try browser.run(Self.scroll) as? [String: Double] else { continue }
            return found
        }
        throw Failure("the page did not come to its end in five minutes")
    }

    private static let watch = """
        const done = arguments[arguments.length - 1]
        document.activeElement?.blur()
        window.bench = { shift: 0, elements: 0, direction: 1, shown: 0, isWhole: false }
        new PerformanceObserver(list => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.bench.shift += entry.value
        }).observe({ type: 'layout-shift', buffered: true })
        const fetch = window.fetch
        window.fetch = async (...request) => {
          const answer = await fetch(...request)
          if (answer.ok && /search\\?q=/.test(request[0])) answer.clone().json().then(({ matches, next }) => {
            if (!/cursor=/.test(request[0])) window.bench.shown = 0
            window.bench.shown += matches.length
            window.bench.isWhole = next === null || window.bench.shown >= 5000
          })
          return answer
        }
        done(null)
        """

    /// Some steps, until the end is reached and then the start again; null while it is on the way.
    private static let scroll = """
        const done = arguments[arguments.length - 1], bench = window.bench
        const frame = () => new Promise(next => requestAnimationFrame(() => setTimeout(next)))
        const isAtEnd = () => scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
        (async () => {
          for (let step = 0; step < 20; step++) {
            scrollBy(0, bench.direction * innerHeight * 2.5)
            await frame()
            bench.elements = Math.max(bench.elements, document.querySelectorAll('*').length)
            if (bench.direction > 0 && isAtEnd() && bench.isWhole) {
              bench.direction = -1
            } else if (bench.direction < 0 && scrollY === 0) {
              bench.direction = 1
              return done({ shown: bench.shown, elements: bench.elements, shift: bench.shift })
            }
          }
          done(null)
        })()
        """
}
