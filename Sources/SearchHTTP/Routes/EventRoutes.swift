import HTTPTypes
import Hummingbird
import ImageSearch
import NIOCore

extension SearchAPI {
    /// The routes that tell of what is going on.
    var eventRoutes: [Endpoint] {
        [
            Endpoint(
                .get, "/events",
                .init(
                    id: "events", tag: .library, summary: "Follow what is going on",
                    text: """
                        Server-sent events, without end: `indexing` and `indexed` with the counts of a source, `added` and `gone` \
                        with pictures, `missed` when events before were lost and all is to be asked for anew.
                        """),
                parameters: .header(
                    "Last-Event-ID",
                    "`id` of the last event that was seen: what came after it and is still known comes first."),
                answer: .events, errors: [.internalError, .unavailable]
            ) { lastID in
                let last = lastID.flatMap(EventID.init)
                return EventStream(
                    follower: try flows.activity.follow(after: last?.number, epoch: last?.epoch),
                    epoch: flows.activity.epoch, heartbeat: configuration.heartbeat)
            }
        ]
    }
}

/// The `id` of an event: that of the process, and its number there.
private struct EventID {
    let epoch: UInt32
    let number: UInt64

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let epoch = UInt32(parts[0], radix: 16), let number = UInt64(parts[1]) else {
            return nil
        }
        (self.epoch, self.number) = (epoch, number)
    }
}

/// Events on their way to one client.
struct EventStream: Sendable {
    let follower: Follower
    let epoch: UInt32
    /// A sign of life comes so often, by which client and server notice that the other is gone.
    let heartbeat: Duration

    static let contentType = "text/event-stream"

    fileprivate var response: Response {
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
            while let news = await follower.news(within: heartbeat), !Task.isCancelled {
                try await writer.write(ByteBuffer(string: news.map(text).joined()))
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: Self.contentType, .cacheControl: "no-store"], body: body)
    }

    private func text(of news: Follower.News) -> String {
        switch news {
        case .quiet: ":\n\n"
        case .missed: "event: missed\ndata: {}\n\n"
        case .tooSlow: ": events came faster than they were taken; come again\n\n"
        case .event(let event):
            "id: \(String(epoch, radix: 16))-\(event.number)\nevent: \(event.event.name)\n"
                + "data: \(String(buffer: event.event.json.encoded()))\n\n"
        }
    }
}

extension ActivityEvent {
    fileprivate var name: String {
        switch self {
        case .indexing: "indexing"
        case .indexed: "indexed"
        case .added: "added"
        case .gone: "gone"
        }
    }

    fileprivate var json: JSON {
        switch self {
        case .indexing(let source, let summary), .indexed(let source, let summary): Self.json(source, summary)
        case .added(let source, let ids):
            [
                "source": .string(source), "count": .integer(ids.count),
                "ids": .array(ids.map { .string($0.description) }),
            ]
        case .gone(let source, let count, let ids):
            ["source": .string(source), "count": .integer(count), "ids": .array(ids.map { .string($0.description) })]
        }
    }

    private static func json(_ source: String, _ summary: SyncSummary) -> JSON {
        let skipped = summary.skipped.map { (code: $0.key.description, count: $0.value) }.sorted { $0.code < $1.code }
        return [
            "source": .string(source), "found": .integer(summary.found), "is_listed": .bool(summary.isListed),
            "done": .integer(summary.done), "unchanged": .integer(summary.unchanged),
            "embedded": .integer(summary.embedded), "reused": .integer(summary.reused),
            "skipped": .object(skipped.map { JSON.Member(name: $0.code, value: .integer($0.count)) }),
            "unreadable": .integer(summary.unreadable), "gone": .integer(summary.gone),
        ]
    }
}

extension Answer where Value == EventStream {
    /// Events, one after another.
    fileprivate static var events: Answer {
        let content: JSON = ["schema": ["type": "string"]]
        let description = AnswerDescription(
            text: "Events as they come, with `id`, `event` and `data` in JSON.",
            contents: [JSON.Member(name: EventStream.contentType, value: content)],
            headers: [HeaderDescription(name: "Cache-Control", text: "`no-store`.")])
        return Answer(description: description, response: \.response)
    }
}
