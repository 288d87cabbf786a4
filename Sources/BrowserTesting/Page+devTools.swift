import Foundation

/// What the browser can be told beside WebDriver, over its own protocol.
extension Page {
    /// Tells the browser something (https://chromedevtools.github.io/devtools-protocol/).
    @discardableResult
    package func devTools(_ command: String, _ parameters: JSON = [:]) async throws -> JSON {
        try await session.send(.POST, "goog/cdp/execute", ["cmd": JSON(command), "params": parameters])
    }

    /// Gives the page a size, in CSS pixels.
    package func resize(width: Int, height: Int = 900, scale: Double = 1, isMobile: Bool = false) async throws {
        try await devTools(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": JSON(width), "height": JSON(height), "deviceScaleFactor": JSON(scale),
                "mobile": JSON.bool(isMobile),
            ])
        try await devTools("Emulation.setTouchEmulationEnabled", ["enabled": JSON.bool(isMobile)])
    }

    /// Shows the page as on paper, or in dark colours, or with less motion: `prefers-color-scheme` and the like by name.
    package func emulate(media: String = "", _ features: [String: String]) async throws {
        let list = features.map { JSON.object(["name": JSON($0), "value": JSON($1)]) }
        try await devTools("Emulation.setEmulatedMedia", ["media": JSON(media), "features": .array(list)])
    }

    /// Runs no script of the document from now on.
    package func forbidScripts() async throws {
        try await devTools("Emulation.setScriptExecutionDisabled", ["value": true])
    }

    /// The bytes of JavaScript's heap and the number of DOM nodes, after what nobody needs was collected.
    package func memory() async throws -> (heap: Double, nodes: Double) {
        // The second finds what the first has made free to go.
        for _ in 0..<2 { try await devTools("HeapProfiler.collectGarbage") }
        let heap = try await devTools("Runtime.getHeapUsage")["usedSize"]
        let nodes = try await devTools("Memory.getDOMCounters")["nodes"]
        guard case .number(let heap) = heap, case .number(let nodes) = nodes else { return (0, 0) }
        return (heap, nodes)
    }

    func prepare() async throws {
        try await resize(width: 1280)
        try await devTools("Page.addScriptToEvaluateOnNewDocument", ["source": JSON(Self.observers)])
        try await devTools("Network.clearBrowserCache")
        // A machine as slow as somebody's: what a test takes for done must be so there too.
        if let rate = ProcessInfo.processInfo.environment["BROWSER_SLOWDOWN"].flatMap(Double.init) {
            try await devTools("Emulation.setCPUThrottlingRate", ["rate": JSON(rate)])
        }
    }

    func clearOrigin() async throws {
        let url = try await url
        guard url.scheme == "http", let host = url.host, let port = url.port else { return }
        try await open("about:blank")
        try await devTools(
            "Storage.clearDataForOrigin", ["origin": JSON("http://\(host):\(port)"), "storageTypes": "all"])
    }

    /// Tells on the console what must not happen, and counts what moves.
    private static let observers = """
        window.seenInTests = {shift: 0, answers: {}, input: 0, asked: {}};
        for (const type of ['keydown', 'pointerdown'])
            addEventListener(type, event => { window.seenInTests.input = event.timeStamp }, true);
        addEventListener('securitypolicyviolation', event =>
            console.error('policy violated:', event.effectiveDirective, event.blockedURI));
        addEventListener('unhandledrejection', event => console.error('unhandled:', String(event.reason?.stack ?? event.reason)));
        new PerformanceObserver(list => { for (const entry of list.getEntries()) {
            const url = new URL(entry.name, location.href);
            if (url.protocol.startsWith('http') && url.host !== location.host) console.error('foreign request:', url.href);
            const name = url.pathname.split('/').pop();
            if (!entry.responseStatus) continue;
            window.seenInTests.answers[name] = (window.seenInTests.answers[name] ?? 0) + 1;
            window.seenInTests.asked[name] = entry.startTime;
        } }).observe({type: 'resource', buffered: true});
        new PerformanceObserver(list => { for (const entry of list.getEntries()) {
            if (!entry.hadRecentInput) window.seenInTests.shift += entry.value;
        } }).observe({type: 'layout-shift', buffered: true});
        """
}
