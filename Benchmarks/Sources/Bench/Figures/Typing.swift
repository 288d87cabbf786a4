/// From the last keystroke to painted thumbnails, in a real browser, beside the server's own part of it.
struct Typing: Sendable {
    let report: Report
    let library: FilledLibrary
    let queries: Int

    /// What one query took, in milliseconds.
    private struct Times {
        var painted = Sample()
        var answered = Sample()
        var server = Sample()
        var thumbnails = Sample()
    }

    func run(_ port: UInt16) async throws {
        let browser = try await BrowserSession()
        try browser.open("http://localhost:\(port)/")
        // The first search of a browser and a server is not what somebody feels who types.
        _ = try ask(browser, Queries()[30_000])
        for name in ["thumbnails made for it", "thumbnails made before"] {
            var times = Times()
            for number in 0..<queries { try measure(browser, Queries()[number], &times) }
            add(times, name)
        }
    }

    private func add(_ times: Times, _ name: String) {
        report.add(
            Figure(
                name: "page: last keystroke to painted thumbnails, \(library.rows) rows, \(name), p50",
                value: times.painted.median, unit: "ms", limit: times.server.median,
                limitName: "the server's own search", ratio: times.painted.median / times.server.median,
                details: [
                    "p95 ms": times.painted.quantile(0.95), "answer there, p50 ms": times.answered.median,
                    "thumbnails after it, p50 ms": times.thumbnails.median,
                ]))
    }

    private func measure(_ browser: BrowserSession, _ query: String, _ times: inout Times) throws {
        let figures = try ask(browser, query)
        guard let painted = figures["painted"], let answered = figures["answered"], let server = figures["server"]
        else {
            throw Failure("the page did not show the answer to '\(query)': \(figures)")
        }
        times.painted.add(painted)
        times.answered.add(answered)
        times.server.add(server)
        times.thumbnails.add(painted - answered)
    }

    /// Types a query in the place of the one before, and waits until what is in view is painted.
    private func ask(_ browser: BrowserSession, _ query: String) throws -> [String: Double] {
        _ = try browser.run(Self.watch)
        try browser.type([["/"], ["\u{E009}", "a"]] + query.map { [String($0)] })
        return try browser.run(Self.wait) as? [String: Double] ?? [:]
    }

    /// Notes when keys come, and when rows of results do.
    private static let watch = """
        const done = arguments[arguments.length - 1]
        document.activeElement?.blur()
        performance.clearResourceTimings()
        window.bench = { key: 0, rows: 0 }
        addEventListener('keydown', event => { window.bench.key = event.timeStamp }, true)
        window.benchRows?.disconnect()
        window.benchRows = new MutationObserver(() => { window.bench.rows = performance.now() })
        window.benchRows.observe(document.getElementById('results'), { childList: true, subtree: true })
        done(null)
        """

    /// Two frames after all pictures in view are decoded they are on the screen.
    private static let wait = """
        const done = arguments[arguments.length - 1]
        const end = performance.now() + 20000
        const frame = () => new Promise(requestAnimationFrame)
        const inView = () => [...document.querySelectorAll('#results img')].filter(image => {
          const box = image.getBoundingClientRect()
          return box.bottom > 0 && box.top < innerHeight
        });
        (async () => {
          for (;;) {
            const { key, rows } = window.bench
            const search = performance.getEntriesByType('resource').findLast(entry => /\\/search\\?/.test(entry.name))
            const images = inView()
            if (search && search.startTime > key && search.responseEnd > 0 && rows > search.responseEnd && images.length > 0
              && images.every(image => image.complete && image.naturalWidth > 0)) {
              await Promise.all(images.map(image => image.decode().catch(() => {})))
              await frame()
              await frame()
              return done({ painted: performance.now() - key, answered: search.responseEnd - key,
                server: search.responseEnd - search.requestStart, images: images.length })
            }
            if (performance.now() > end) return done({ images: images.length })
            await frame()
          }
        })()
        """
}
